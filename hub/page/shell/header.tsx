import { Icon, type IconName } from "../common/icon";
import { nextTry } from "../doorbell/cover";
import { useTick } from "../common/tick";
import { usePage } from "../store/page";
import type { Route } from "../store/route";

/** Where one can go, how things stand with the hub, and light or dark. */
export function Header() {
	return (
		<header class="top">
			<h1>
				<a href="#/">
					<span class="mark">
						<Icon name="bell" />
					</span>
					Belltower
				</a>
			</h1>
			<Places />
			<ConnectionState />
			<button id="theme" class="round" type="button" aria-label="Light or dark">
				<Icon name="sun" />
			</button>
		</header>
	);
}

const PLACES: readonly [href: string, text: string, icon: IconName, pages: readonly Route["page"][]][] = [
	["#/", "Doors", "door", ["doors", "doorbell"]],
	["#/rings", "Rings", "history", ["rings"]],
	["#/manage", "Manage", "gear", ["manage"]],
];

function Places() {
	const { page } = usePage().store.route.value;
	return (
		<nav class="places" aria-label="Belltower">
			{PLACES.map(([href, text, icon, pages]) => (
				<a key={href} href={href} aria-current={pages.includes(page) ? "page" : undefined}>
					<Icon name={icon} />
					<span>{text}</span>
				</a>
			))}
		</nav>
	);
}

const TEXTS = {
	connecting: "Connecting…",
	open: "Connected",
	lost: "Connection lost",
	"sign-in": "Signed out",
};

function ConnectionState() {
	const { connection } = usePage().store;
	const state = connection.value;
	return (
		<p class="connection" role="status" data-state={state}>
			<i class="dot" />
			<span>{TEXTS[state]}</span>
		</p>
	);
}

/** Says that the hub is gone, and when it is tried again, wherever no door's picture says it. */
export function LostBanner() {
	const { store, live } = usePage();
	useTick(500);
	if (store.connection.value !== "lost" || store.open.value !== null) return null;
	return (
		<div class="banner" role="status">
			<Icon name="warning" />
			<p>
				The hub can’t be reached. <span aria-hidden="true">{nextTry(store.retryAt.value)}</span>
			</p>
			<button type="button" class="plain" onClick={() => live.connection.retry()}>
				Try now
			</button>
		</div>
	);
}
