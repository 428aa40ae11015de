import { useId, useRef } from "preact/hooks";
import { SILENCE } from "../audio/level";

/** The quietest sound that a meter shows, dBFS. */
const FLOOR = -60;
/** How much the bar falls at most from one time to the next, dB. */
const FALL = 4;

interface MeterProps {
	name: string;
	/** dBFS; read anew about ten times a second. */
	level: () => number;
}

/** A bar that shows how loud something is. It rises at once and falls slowly. */
export function Meter({ name, level }: MeterProps) {
	const id = useId();
	const shown = useRef(FLOOR);
	const now = level();
	shown.current = Math.max(now, FLOOR, shown.current - FALL);
	const part = (1 - shown.current / FLOOR).toFixed(3);
	return (
		<>
			<dt id={id}>{name}</dt>
			<dd>
				<div
					class="meter"
					role="meter"
					aria-labelledby={id}
					aria-valuemin={FLOOR}
					aria-valuemax={0}
					aria-valuenow={Math.round(shown.current)}
					aria-valuetext={now <= SILENCE ? "silent" : `${Math.round(shown.current)} decibels`}
					style={{ "--level": part }}
				/>
			</dd>
		</>
	);
}
