import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { usePage } from "../store/page";
import { describeLight, drawStrip, glowOf } from "./light";

/** The page's glow follows at most so often, milliseconds: it is large. */
const GLOW_INTERVAL = 250;

/** The doorbell's light as it looks; nothing where it has none. */
export function LightStrip() {
	const canvas = useRef<HTMLCanvasElement>(null);
	const colors = usePage().store.colors.value;
	const [width, setWidth] = useState(0);
	const present = colors.length > 0;
	useEffect(() => {
		const { current } = canvas;
		if (!current) return undefined;
		const observer = new ResizeObserver(() => setWidth(current.clientWidth));
		observer.observe(current);
		return () => observer.disconnect();
	}, [present]);
	useLayoutEffect(() => {
		if (canvas.current) drawStrip(canvas.current, colors);
	}, [colors, width]);
	if (!present) return null;
	return <canvas ref={canvas} class="light" role="img" aria-label={describeLight(colors)} />;
}

/** The light of the doorbell falls on the page. */
export function Glow() {
	const glow = useRef<HTMLDivElement>(null);
	const { colors } = usePage().store;
	useEffect(() => {
		let shown: readonly string[] | undefined;
		const timer = setInterval(() => {
			const now = colors.peek();
			if (now === shown) return;
			shown = now;
			glow.current?.style.setProperty("--light", glowOf(now));
		}, GLOW_INTERVAL);
		return () => clearInterval(timer);
	}, []);
	return <div ref={glow} class="glow" />;
}
