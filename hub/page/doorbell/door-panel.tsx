import { useState } from "preact/hooks";
import { command } from "../api/devices";
import { listRings } from "../api/rings";
import { Icon } from "../common/icon";
import { explain, useResource } from "../common/resource";
import { RingRow } from "../rings/ring-row";
import { usePage } from "../store/page";
import { isAble } from "./able";
import { Loudspeaker } from "./loudspeaker";

/** How many of the last rings are shown here. */
const MOST_RINGS = 4;
/** What the light can be asked for, and for how long it shines, seconds. */
const COLORS = [
	["White", "#ffffff"],
	["Warm", "#ff9a3c"],
	["Red", "#ff2020"],
	["Green", "#20ff50"],
	["Blue", "#3060ff"],
] as const;
const SECONDS = 30;

/** What happened at this door, and what else it can do. */
export function DoorPanel({ id }: { id: string }) {
	return (
		<>
			<LastRings id={id} />
			<Parts id={id} />
		</>
	);
}

function LastRings({ id }: { id: string }) {
	const { store } = usePage();
	const { value, error } = useResource(
		() => listRings({ device: id, limit: MOST_RINGS }),
		[id, store.rings.value, store.connection.value],
	);
	return (
		<section class="card" aria-labelledby="last-rings">
			<h3 id="last-rings">Last rings</h3>
			{error && <p class="hint">{error}</p>}
			{value?.length === 0 && <p class="hint">Nobody has rung yet.</p>}
			<ul class="ring-rows">
				{value?.map((ring) => (
					<RingRow key={ring.id} ring={ring} />
				))}
			</ul>
			{value && value.length > 0 && (
				<a class="plain" href="#/rings">
					All rings
				</a>
			)}
		</section>
	);
}

function Parts({ id }: { id: string }) {
	const { store } = usePage();
	const [error, setError] = useState("");
	const device = store.find(id);
	const reachable = store.reachable.value;
	const ask = (name: string, parameters: Record<string, unknown>) => {
		setError("");
		command(id, name, parameters).catch((thrown: unknown) => setError(explain(thrown)));
	};
	const hasLight = isAble(device, "light");
	const hasChime = isAble(device, "chime");
	const hasSpeaker = isAble(device, "speaker") && device?.dialect !== "original";
	if (!hasLight && !hasChime && !hasSpeaker) return null;
	return (
		<section class="card" aria-labelledby="parts">
			<h3 id="parts">At the door</h3>
			<div class="parts">
				{hasSpeaker && <Loudspeaker key={id} onChange={(volume) => ask("speaker.volume", { volume })} />}
				{hasLight && (
					<div class="part">
						<span class="label">Light</span>
						<div class="swatches">
							{COLORS.map(([name, color], index) => (
								<button
									key={color}
									type="button"
									class={`swatch swatch-${index}`}
									aria-label={`${name} light for ${SECONDS} s`}
									title={`${name}, ${SECONDS} s`}
									disabled={!reachable}
									onClick={() => ask("led", { color, seconds: SECONDS })}
								/>
							))}
						</div>
					</div>
				)}
				<div class="part buttons">
					{hasChime && (
						<button
							type="button"
							class="plain"
							disabled={!reachable}
							onClick={() => ask("chime", { sound: "ding-dong" })}
						>
							<Icon name="bell" />
							Chime
						</button>
					)}
					{hasLight && (
						<button
							id="identify"
							type="button"
							class="plain"
							disabled={!reachable}
							onClick={() => ask("identify", {})}
						>
							<Icon name="light" />
							Light it up
						</button>
					)}
				</div>
			</div>
			<p class="error" role="alert">
				{error}
			</p>
		</section>
	);
}
