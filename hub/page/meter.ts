import { SILENCE } from "./level";

/** The quietest sound that a meter shows, dBFS. */
const FLOOR = -60;

/** A bar that shows how loud something is. It rises at once and falls slowly. */
export class Meter {
	readonly #bar: HTMLElement;
	#shown = FLOOR;

	/** @param bar an element with the role "meter" */
	constructor(bar: HTMLElement) {
		this.#bar = bar;
		bar.setAttribute("aria-valuemin", String(FLOOR));
		bar.setAttribute("aria-valuemax", "0");
	}

	/** To be called about ten times a second. @param level dBFS */
	show(level: number): void {
		this.#shown = Math.max(level, FLOOR, this.#shown - 4);
		this.#bar.style.setProperty("--level", (1 - this.#shown / FLOOR).toFixed(3));
		this.#bar.setAttribute("aria-valuenow", this.#shown.toFixed(0));
		this.#bar.setAttribute(
			"aria-valuetext",
			level <= SILENCE ? "silent" : `${this.#shown.toFixed(0)} decibels`,
		);
	}
}
