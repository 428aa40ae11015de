import type { DeviceSummary } from "../../wire/viewer";
import { useRef } from "preact/hooks";
import { Icon } from "../common/icon";
import { useTick } from "../common/tick";
import { duration } from "../common/words";
import { usePage } from "../store/page";
import { coverOf } from "./cover";
import { LastPicture, lastSeen } from "./last-picture";
import { PictureHost } from "./picture-host";

/** A picture that is followed by none for this long is said to be old, milliseconds. */
const STALE = 2000;

/** The picture's frame: what is written over it, and what is said when there is none. @param id the doorbell */
export function Stage({ id }: { id: string }) {
	const { store } = usePage();
	const frame = useRef<HTMLDivElement>(null);
	const device = store.find(id);
	const name = device?.name ?? "Doorbell";
	const ringing = store.ringing.value !== undefined;
	const several = (store.devices.value?.length ?? 0) > 1;
	const toggleFullScreen = () => {
		void (document.fullscreenElement ? document.exitFullscreen() : frame.current?.requestFullscreen());
	};
	return (
		<div ref={frame} class="stage">
			{!ringing && <PictureHost name={name} />}
			<div class="stage-top">
				{several && (
					<a class="round" href="#/" aria-label="All doors">
						<Icon name="back" />
					</a>
				)}
				<h2>{name}</h2>
				<Badges device={device} />
			</div>
			{device?.online === false && <LastPicture device={device} />}
			<Cover id={id} />
			<div class="stage-bottom">
				<Talking />
				{document.fullscreenEnabled && (
					<button type="button" class="round" aria-label="Full screen" onClick={toggleFullScreen}>
						<Icon name="expand" />
					</button>
				)}
			</div>
		</div>
	);
}

function Badges({ device }: { device: DeviceSummary | undefined }) {
	const { store, live } = usePage();
	useTick(250);
	const { drawnAt, pictureAge } = live.numbers;
	const picture = store.picture.value;
	const still = performance.now() - drawnAt;
	const isLive = store.reachable.value && picture !== undefined && still < STALE;
	const age = Number.isNaN(pictureAge) ? "Live" : `Live · ${duration(Math.max(0, pictureAge))}`;
	const past = Number.isNaN(still) ? "No picture" : `${duration(still)} ago`;
	const known = device?.online === false ? lastSeen(device) || "No picture" : past;
	return (
		<p class="badges">
			<span class="badge" data-live={isLive}>
				<i class="dot" />
				{isLive ? age : known}
			</span>
			{picture && device?.online !== false && (
				<span class="badge format">
					{picture.width} × {picture.height}
				</span>
			)}
		</p>
	);
}

function Cover({ id }: { id: string }) {
	const { store, live } = usePage();
	useTick(500);
	const { title, text } = coverOf({
		connection: store.connection.value,
		retryAt: store.retryAt.value,
		told: store.devices.value !== undefined,
		device: store.find(id),
		hasPicture: store.picture.value !== undefined,
		fault: store.fault.value,
	});
	const waits = store.connection.value === "lost" && store.retryAt.value !== undefined;
	if (title === "") return null;
	return (
		<div class="cover">
			<Icon name="bell" />
			<p class="cover-title">{title}</p>
			<p>{text}</p>
			{waits && (
				<button type="button" class="plain" onClick={() => live.connection.retry()}>
					Try now
				</button>
			)}
		</div>
	);
}

/** Who talks, and whether the door is open. */
function Talking() {
	const { talker, viewer, doorOpen } = usePage().store;
	const who = talker.value;
	return (
		<p class="badges now" role="status">
			{who && (
				<span class="badge talking">
					{who.viewer === viewer.value ? "You are talking" : `${who.label} is talking`}
				</span>
			)}
			{doorOpen.value && <span class="badge talking">The door is open</span>}
		</p>
	);
}
