import { useLayoutEffect, useRef } from "preact/hooks";
import { usePage } from "../store/page";

/** Where the live picture is seen. There is one picture on the page; it is wherever this was shown last. */
export function PictureHost({ name }: { name: string }) {
	const host = useRef<HTMLDivElement>(null);
	const { canvas } = usePage().live.picture;
	useLayoutEffect(() => {
		host.current?.append(canvas);
	}, []);
	useLayoutEffect(() => canvas.setAttribute("aria-label", `Live picture from ${name}`), [name]);
	return <div ref={host} class="picture" />;
}
