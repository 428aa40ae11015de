import { make } from "./dom";

/** Sentences for the person, one for each matter, until it is settled. Screen readers say them. */
export class Notices {
	readonly #list: HTMLElement;
	readonly #shown = new Map<string, HTMLElement>();

	/** @param list an element with the role "status" */
	constructor(list: HTMLElement) {
		this.#list = list;
	}

	/** Says something about a matter in place of what was said before; an empty sentence takes it back. */
	say(matter: string, sentence: string): void {
		this.#shown.get(matter)?.remove();
		this.#shown.delete(matter);
		if (!sentence) return;
		const notice = make("div", "notice");
		const close = make("button", "notice-close", "×");
		close.type = "button";
		close.setAttribute("aria-label", "Dismiss");
		close.addEventListener("click", () => this.say(matter, ""));
		notice.append(make("p", "", sentence), close);
		this.#shown.set(matter, notice);
		this.#list.append(notice);
	}
}
