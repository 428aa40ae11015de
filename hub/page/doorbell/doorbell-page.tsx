import { usePage } from "../store/page";
import { hrefOf, type Panel } from "../store/route";
import { Icon, type IconName } from "../common/icon";
import { isAdmin } from "../api/session";
import { CallControls } from "./call-controls";
import { Controls } from "./controls";
import { DoorPanel } from "./door-panel";
import { HealthPanel } from "./health-panel";
import { LightStrip } from "./light-strip";
import { SettingsPanel } from "../settings/settings-panel";
import { Stage } from "./stage";

interface DoorbellPageProps {
	id: string;
	panel: Panel;
}

/** One doorbell, full size, and beside it what it can do, how it is, and how it is set. */
export function DoorbellPage({ id, panel }: DoorbellPageProps) {
	const { store } = usePage();
	const device = store.find(id);
	const inCall = store.call.value?.device === id;
	return (
		<div class="doorbell" data-panel={panel} data-call={inCall}>
			<section class="door" aria-label={device?.name ?? id}>
				<Stage id={id} />
				<LightStrip />
				{inCall ? <CallControls device={device} /> : <Controls device={device} />}
			</section>
			<aside aria-label="This doorbell">
				<Panels id={id} panel={panel} />
				{panel === "door" && <DoorPanel id={id} />}
				{panel === "health" && <HealthPanel id={id} />}
				{panel === "settings" && <SettingsPanel key={id} id={id} />}
			</aside>
		</div>
	);
}

const NAMES: Readonly<Record<Panel, [text: string, icon: IconName]>> = {
	door: ["Door", "door"],
	health: ["Health", "pulse"],
	settings: ["Settings", "sliders"],
};

function Panels({ id, panel: current }: DoorbellPageProps) {
	const admin = isAdmin(usePage().store.session.value);
	const shown: Panel[] = admin ? ["door", "health", "settings"] : ["door", "health"];
	return (
		<nav class="panels" aria-label="About this doorbell">
			{shown.map((panel) => (
				<a
					key={panel}
					href={hrefOf({ page: "doorbell", device: id, panel })}
					aria-current={panel === current ? "page" : undefined}
				>
					<Icon name={NAMES[panel][1]} />
					{NAMES[panel][0]}
				</a>
			))}
		</nav>
	);
}
