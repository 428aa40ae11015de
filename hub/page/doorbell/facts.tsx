import { duration, numberAt, size } from "../common/words";
import { usePage } from "../store/page";
import { stateWords } from "./state-words";

/** What the doorbell says of itself. */
export function Facts({ id }: { id: string }) {
	const { store } = usePage();
	const device = store.find(id);
	const stats = store.stats.value;
	const said = stats?.doorbell ?? null;
	const roundTrip = store.delivery.value?.roundTrip ?? null;
	const uncertainty = stats?.clock?.uncertainty;
	const number = (form: (value: number) => string, ...path: string[]) => {
		const value = numberAt(said, ...path);
		return Number.isNaN(value) ? "" : form(value);
	};
	const original = device?.dialect === "original";
	const facts: [name: string, value: string][] = [
		["State", device ? stateWords(device) : ""],
		["Watching", device && device.viewers > 1 ? `${device.viewers} people` : ""],
		["Board", device?.board ?? ""],
		["Firmware", device?.firmware ?? ""],
		["Running for", number(duration, "uptime")],
		["Camera", number((rate) => `${rate.toFixed(1)} a second`, "camera", "framesPerSecond")],
		["Microphone queue", number(duration, "microphone", "queue")],
		["Speaker buffer", number(duration, "speaker", "depth")],
		["Memory", number(size, "memory", "chunks")],
		["Wi-Fi", number((signal) => `${signal} dBm`, "signal")],
		["Hub to this page and back", roundTrip === null ? "" : duration(roundTrip)],
		[
			"Clock known to",
			uncertainty === undefined || original ? "" : `± ${(uncertainty / 1000).toFixed(1)} ms`,
		],
		["Age counts from", original ? "the hub" : ""],
	];
	return (
		<section class="card" aria-labelledby="facts">
			<h3 id="facts">This doorbell</h3>
			<dl class="facts">
				{facts
					.filter(([, value]) => value !== "")
					.map(([name, value]) => (
						<div key={name}>
							<dt>{name}</dt>
							<dd>{value}</dd>
						</div>
					))}
			</dl>
		</section>
	);
}
