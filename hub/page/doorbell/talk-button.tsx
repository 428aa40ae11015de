import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../common/icon";
import { usePage } from "../store/page";
import { keepSpaceBarFree, makeHoldable } from "./hold";

interface TalkButtonProps {
	/** Whether the doorbell has a loudspeaker and can be reached. */
	able: boolean;
}

/** Push to talk: held by mouse, finger or the space bar. */
export function TalkButton({ able }: TalkButtonProps) {
	const { store, live } = usePage();
	const button = useRef<HTMLButtonElement>(null);
	const state = store.talk.value;
	const who = store.talker.value;
	const other = who !== null && who.viewer !== store.viewer.value;
	const takeOver = useRef(false);
	takeOver.current = other;
	useEffect(() => {
		if (!button.current) return undefined;
		const endings = [
			makeHoldable(button.current, {
				press: () => live.speak(true, takeOver.current),
				release: () => live.speak(false),
			}),
			keepSpaceBarFree(),
		];
		return () => endings.forEach((end) => end());
	}, []);
	const texts = { idle: other ? "Take over" : "Hold to talk", asking: "One moment…", talking: "Speak now" };
	return (
		<>
			<button
				ref={button}
				id="talk"
				type="button"
				class="talk"
				data-state={other && state === "idle" ? "busy" : state}
				disabled={state === "idle" && !able}
				aria-pressed={state === "talking"}
				aria-describedby="talk-hint"
			>
				<Icon name="microphone" />
				<span>{texts[state]}</span>
				<Loudness />
			</button>
			<p class="unseen" role="status">
				{state === "talking" ? "The door hears you" : ""}
			</p>
		</>
	);
}

/** A ring around the button that grows with the person's voice. */
function Loudness() {
	const { levels } = usePage().live.numbers;
	const ring = useRef<HTMLElement>(null);
	useEffect(
		() =>
			levels.subscribe(({ said }) =>
				ring.current?.style.setProperty("--loudness", Math.max(0, 1 + said / 50).toFixed(2)),
			),
		[],
	);
	return <i ref={ring} class="loudness" />;
}
