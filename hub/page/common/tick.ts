import { useEffect, useState } from "preact/hooks";

/** Shows a view anew at intervals, as one that tells the time must be. @param milliseconds between two */
export function useTick(milliseconds: number): void {
	const [, setTick] = useState(0);
	useEffect(() => {
		const timer = setInterval(() => setTick((tick) => tick + 1), milliseconds);
		return () => clearInterval(timer);
	}, [milliseconds]);
}
