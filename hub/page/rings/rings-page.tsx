import type { Ring } from "../../wire/viewer";
import { useEffect, useState } from "preact/hooks";
import { listRings } from "../api/rings";
import { Icon } from "../common/icon";
import { explain } from "../common/resource";
import { day, timeOfDay } from "../common/words";
import { usePage } from "../store/page";
import { RingPicture } from "./ring-picture";
import { RingWindow } from "./ring-window";
import { ringWords } from "./ring-words";

const PAGE = 24;

/** Who has rung, when, and what became of it. */
export function RingsPage() {
	const { store } = usePage();
	const [device, setDevice] = useState("");
	const [rings, setRings] = useState<readonly Ring[] | undefined>(undefined);
	const [more, setMore] = useState(false);
	const [error, setError] = useState("");
	const [shown, setShown] = useState<Ring | undefined>(undefined);
	const load = async (before?: number) => {
		try {
			const found = await listRings({ device: device || undefined, before, limit: PAGE });
			setRings((known) => (before === undefined ? found : [...(known ?? []), ...found]));
			setMore(found.length === PAGE);
			setError("");
		} catch (thrown) {
			setError(explain(thrown));
		}
	};
	useEffect(() => void load(), [device, store.rings.value, store.connection.value]);
	const devices = store.devices.value ?? [];
	return (
		<div class="page rings">
			<div class="page-top">
				<h2>Rings</h2>
				{devices.length > 1 && (
					<label class="inline">
						<span class="unseen">Doorbell</span>
						<select value={device} onChange={({ currentTarget }) => setDevice(currentTarget.value)}>
							<option value="">All doors</option>
							{devices.map(({ id, name }) => (
								<option key={id} value={id}>
									{name}
								</option>
							))}
						</select>
					</label>
				)}
			</div>
			{error && <p class="error">{error}</p>}
			{rings?.length === 0 && <Nothing />}
			{byDay(rings ?? []).map(([title, group]) => (
				<section key={title} aria-label={title}>
					<h3>{title}</h3>
					<ul class="ring-cards">
						{group.map((ring) => (
							<RingCard key={ring.id} ring={ring} onOpen={() => setShown(ring)} />
						))}
					</ul>
				</section>
			))}
			{more && (
				<button type="button" class="plain" onClick={() => void load(rings?.at(-1)?.time)}>
					Show earlier rings
				</button>
			)}
			{shown && (
				<RingWindow
					ring={shown}
					onClose={() => setShown(undefined)}
					onRemoved={() => setRings((known) => known?.filter(({ id }) => id !== shown.id))}
				/>
			)}
		</div>
	);
}

function RingCard({ ring, onOpen }: { ring: Ring; onOpen: () => void }) {
	const name = usePage().store.nameOf(ring.device);
	return (
		<li>
			<button type="button" class="ring-card" data-state={ring.state} onClick={onOpen}>
				<RingPicture ring={ring} alt="" />
				<span class="ring-card-words">
					<b>{timeOfDay(ring.time)}</b>
					<span>{name}</span>
					<small>
						<i class="dot" />
						{ringWords(ring)}
					</small>
				</span>
			</button>
		</li>
	);
}

function Nothing() {
	return (
		<div class="nothing">
			<Icon name="bell" />
			<p>Nobody has rung yet. When somebody does, you see here who it was.</p>
		</div>
	);
}

function byDay(rings: readonly Ring[]): [string, Ring[]][] {
	const days = new Map<string, Ring[]>();
	for (const ring of rings) {
		const title = day(ring.time);
		days.set(title, [...(days.get(title) ?? []), ring]);
	}
	return [...days];
}
