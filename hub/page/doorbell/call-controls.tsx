import type { DeviceSummary } from "../../wire/viewer";
import { Icon } from "../common/icon";
import { useTick } from "../common/tick";
import { usePage } from "../store/page";
import { isAble } from "./able";
import { Volume } from "./controls";
import { OpenDoor } from "./open-door";

/** What one does in a conversation: be heard or not, open the door, hang up. */
export function CallControls({ device }: { device: DeviceSummary | undefined }) {
	const { store, live } = usePage();
	const state = store.talk.value;
	const who = store.talker.value;
	const other = who !== null && who.viewer !== store.viewer.value;
	const heard = state === "talking";
	const words = { idle: "Speak", asking: "One moment…", talking: "Mute" };
	const hints = {
		idle: other ? `${who.label} is talking.` : "The door does not hear you.",
		asking: "The microphone is being opened.",
		talking: "The door hears you. Just speak.",
	};
	return (
		<div class="controls call">
			<button
				type="button"
				class="control mute"
				data-heard={heard}
				disabled={!store.reachable.value}
				onClick={() => live.speak(!heard, other)}
			>
				<Icon name={heard ? "microphone" : "microphone-off"} />
				<span>{words[state]}</span>
			</button>
			<button id="hang-up" type="button" class="hang-up" onClick={() => live.endCall()}>
				<Icon name="hang-up" />
				<span>Hang up</span>
			</button>
			{isAble(device, "door") && device && <OpenDoor device={device} reachable={store.reachable.value} />}
			<Volume />
			<p class="hint" role="status">
				{hints[state]}
			</p>
			<CallTime />
		</div>
	);
}

function CallTime() {
	const { call } = usePage().store;
	useTick(1000);
	const seconds = Math.max(0, Math.round((Date.now() - (call.value?.since ?? 0)) / 1000));
	const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
	return <p class="hint call-time">{text}</p>;
}
