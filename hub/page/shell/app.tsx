import { NoticeList } from "../common/notices";
import { DoorbellPage } from "../doorbell/doorbell-page";
import { Glow } from "../doorbell/light-strip";
import { DoorbellsPage } from "../doorbells/doorbells-page";
import { ManagePage } from "../manage/manage-page";
import { Ringing } from "../rings/ringing";
import { RingsPage } from "../rings/rings-page";
import { usePage } from "../store/page";
import { CallBanner } from "./call-banner";
import { Header, LostBanner } from "./header";
import { SignIn } from "./sign-in";

/** The page: a header, the place one is at, and what comes over it. */
export function App() {
	const { store } = usePage();
	const ring = store.ringing.value;
	return (
		<>
			<Glow />
			<button type="button" class="skip" onClick={() => document.querySelector("main")?.focus()}>
				Skip to content
			</button>
			<Header />
			<LostBanner />
			<CallBanner />
			<main tabIndex={-1}>
				<Place />
			</main>
			<NoticeList />
			{ring && <Ringing key={ring.id} ring={ring} />}
			{store.connection.value === "sign-in" && <SignIn />}
		</>
	);
}

function Place() {
	const { store } = usePage();
	const route = store.route.value;
	const open = store.open.value;
	if (open !== null) {
		return <DoorbellPage key={open} id={open} panel={route.page === "doorbell" ? route.panel : "door"} />;
	}
	if (route.page === "rings") return <RingsPage />;
	if (route.page === "manage") return <ManagePage section={route.section} />;
	return <DoorbellsPage />;
}
