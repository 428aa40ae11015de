import { Sparkline } from "../common/sparkline";
import { duration } from "../common/words";
import { MEDIA, PLACES, type Medium } from "../live/drops";
import { MEASURES, type Measure } from "../live/numbers";
import { usePage } from "../store/page";
import { Facts } from "./facts";
import { MEASURE_WORDS } from "./measures";
import { Meter } from "./meter";

/** Values that fill a chart: one minute. */
const MOST_VALUES = 120;

/** What flows, how old it is, how loud, and where it was dropped. */
export function HealthPanel({ id }: { id: string }) {
	const { levels } = usePage().live.numbers;
	return (
		<>
			<section class="card tiles" aria-label="The last minute">
				{MEASURES.map((name) => (
					<Tile key={name} name={name} />
				))}
			</section>
			<section class="card" aria-labelledby="loudness">
				<h3 id="loudness">Loudness</h3>
				<dl class="meters">
					<Meter name="At the door" level={() => levels.value.heard} />
					<Meter name="You" level={() => levels.value.said} />
					<Meter name="Doorbell’s speaker" level={() => levels.value.played} />
				</dl>
			</section>
			<DropsTable />
			<Facts id={id} />
		</>
	);
}

function Tile({ name }: { name: Measure }) {
	const { numbers } = usePage().live;
	const { name: title, say, unit, floor = 0 } = MEASURE_WORDS[name];
	const value = numbers.latest.value[name];
	const [text, shownUnit] = Number.isNaN(value) ? ["–", unit] : say(value);
	return (
		<div class="tile" data-measure={name}>
			<h3>{title}</h3>
			<p>
				<b>{text}</b> <small>{shownUnit}</small>
			</p>
			<Sparkline values={numbers.history[name]} most={MOST_VALUES} floor={floor} />
		</div>
	);
}

const MEDIUM_NAMES: Readonly<Record<Medium, string>> = {
	picture: "Pictures",
	sound: "Sound",
	voice: "Your voice",
};

function DropsTable() {
	const drops = usePage().live.numbers.drops.value;
	const text = (medium: Medium, value: number) => {
		if (Number.isNaN(value)) return "–";
		if (value === 0) return "0";
		return medium === "picture" ? String(value) : duration(value);
	};
	return (
		<section class="card" aria-labelledby="dropped">
			<h3 id="dropped">Dropped on the way</h3>
			<table class="drops">
				<thead>
					<tr>
						<td />
						<th scope="col">Doorbell</th>
						<th scope="col">Hub</th>
						<th scope="col">This page</th>
					</tr>
				</thead>
				<tbody>
					{MEDIA.map((medium) => (
						<tr key={medium}>
							<th scope="row">{MEDIUM_NAMES[medium]}</th>
							{PLACES.map((place) => {
								const value = drops?.[medium][place] ?? NaN;
								return (
									<td key={place} class={value > 0 ? "some" : ""}>
										{text(medium, value)}
									</td>
								);
							})}
						</tr>
					))}
				</tbody>
			</table>
			<p class="hint">Since you began to watch.</p>
		</section>
	);
}
