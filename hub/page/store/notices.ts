import { signal } from "@preact/signals";

/** A sentence for the person, until it is settled or dismissed. */
export interface Notice {
	matter: string;
	sentence: string;
}

/** Sentences for the person, one for each matter. */
export class Notices {
	readonly list = signal<readonly Notice[]>([]);

	/**
	 * Says something about a matter in place of what was said before; an empty sentence takes it back.
	 * @param milliseconds after which it goes by itself; it stays if none is given
	 */
	say(matter: string, sentence: string, milliseconds?: number): void {
		const others = this.list.peek().filter((notice) => notice.matter !== matter);
		if (sentence === "" && others.length === this.list.peek().length) return;
		const notice = { matter, sentence };
		this.list.value = sentence === "" ? others : [...others, notice];
		if (milliseconds === undefined || sentence === "") return;
		setTimeout(() => {
			this.list.value = this.list.peek().filter((other) => other !== notice);
		}, milliseconds);
	}
}
