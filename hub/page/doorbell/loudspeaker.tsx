import { useEffect, useRef, useState } from "preact/hooks";
import { numberAt } from "../common/words";
import { usePage } from "../store/page";

/** Stands for the volume of a doorbell that does not tell it. */
const UNKNOWN = 50;
/** How long the doorbell may take to say that it has the new volume, milliseconds. */
const SETTLING = 4000;

interface LoudspeakerProps {
	/** Called when the slider is let go. @param volume 0 to 100 */
	onChange: (volume: number) => void;
}

/** How loud the doorbell speaks: as it says itself, also when that is changed elsewhere, unless one is moving it. */
export function Loudspeaker({ onChange }: LoudspeakerProps) {
	const { store } = usePage();
	const [moved, setMoved] = useState<number | undefined>(undefined);
	const settling = useRef<ReturnType<typeof setTimeout>>(undefined);
	const told = numberAt(store.stats.value?.doorbell, "speaker", "volume");
	useEffect(() => {
		if (moved === told && settling.current !== undefined) setMoved(undefined);
	}, [told]);
	useEffect(() => () => clearTimeout(settling.current), []);
	const volume = moved ?? told;
	const isKnown = !Number.isNaN(volume);
	return (
		<label class="part">
			<span class="label">Loudspeaker</span>
			<span class="slider">
				<input
					type="range"
					min="0"
					max="100"
					value={isKnown ? volume : UNKNOWN}
					disabled={!store.reachable.value}
					onInput={({ currentTarget }) => {
						clearTimeout(settling.current);
						settling.current = undefined;
						setMoved(currentTarget.valueAsNumber);
					}}
					onChange={({ currentTarget }) => {
						onChange(currentTarget.valueAsNumber);
						settling.current = setTimeout(() => setMoved(undefined), SETTLING);
					}}
				/>
				<output>{isKnown ? volume : "–"}</output>
			</span>
		</label>
	);
}
