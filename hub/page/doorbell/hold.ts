/** What a press and a release do. */
export interface Holding {
	press(): void;
	release(): void;
}

/**
 * Takes the focus off buttons that were clicked by mouse or finger, so that the space bar talks and does not click them
 * again. Who uses the keyboard keeps the focus.
 * @returns ends it
 */
export function keepSpaceBarFree(): () => void {
	const over = new AbortController();
	document.addEventListener(
		"click",
		(event) => {
			const button = event.target instanceof Element ? event.target.closest("button") : null;
			if (!isClickWithoutHold(event)) button?.blur();
		},
		over,
	);
	return () => over.abort();
}

/** A press by something that can't hold, such as a screen reader's double tap, counts until the next one. */
const isClickWithoutHold = (event: MouseEvent): boolean => event.detail === 0;

/**
 * Makes a button that is held: by finger, mouse, the space bar anywhere on the page, or Space or Enter on the button. What
 * can only click switches it on and off.
 * @returns ends it, as if it were let go
 */
export function makeHoldable(button: HTMLButtonElement, holding: Holding): () => void {
	const over = new AbortController();
	let held = false;
	let byKey = false;
	const press = (): void => {
		if (held || button.disabled) return;
		held = true;
		holding.press();
	};
	const release = (): void => {
		if (!held) return;
		held = false;
		holding.release();
	};

	button.addEventListener(
		"pointerdown",
		(event) => {
			if (event.button !== 0) return;
			button.setPointerCapture(event.pointerId);
			press();
		},
		over,
	);
	for (const name of ["pointerup", "pointercancel", "lostpointercapture"] as const) {
		button.addEventListener(name, release, over);
	}
	button.addEventListener("contextmenu", (event) => event.preventDefault(), over);
	button.addEventListener(
		"click",
		(event) => {
			if (byKey || !isClickWithoutHold(event)) return;
			if (held) release();
			else press();
		},
		over,
	);

	document.addEventListener(
		"keydown",
		(event) => {
			if (!isHoldKey(event, button)) return;
			event.preventDefault();
			byKey = true;
			if (!event.repeat) press();
		},
		over,
	);
	document.addEventListener(
		"keyup",
		(event) => {
			if (!byKey || (event.key !== " " && event.key !== "Enter")) return;
			event.preventDefault();
			byKey = false;
			release();
		},
		over,
	);
	const letGo = (): void => {
		byKey = false;
		release();
	};
	addEventListener("blur", letGo, over);
	document.addEventListener("visibilitychange", () => document.hidden && release(), over);
	return () => {
		over.abort();
		release();
	};
}

function isHoldKey(event: KeyboardEvent, button: HTMLButtonElement): boolean {
	if (event.ctrlKey || event.altKey || event.metaKey) return false;
	if (event.target === button) return event.key === " " || event.key === "Enter";
	if (event.key !== " ") return false;
	const target = event.target instanceof Element ? event.target : null;
	return !target?.closest("button, a, input, select, textarea, summary, dialog, [contenteditable]");
}
