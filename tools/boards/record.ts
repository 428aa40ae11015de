import { isObject, type Json, type JsonObject } from "../build/manifest/json";

/** Where {@link BoardRecord} puts what it finds wrong. */
export type Complain = (path: string, message: string) => void;

/** A JSON object that is read name by name. What is missing or wrong is complained about and stands as undefined. */
export class BoardRecord {
	readonly #object: JsonObject;
	readonly #path: string;
	readonly #complain: Complain;
	readonly #known = new Set<string>();

	/** @param path the object's, empty for the file's own. */
	constructor(object: JsonObject, path: string, complain: Complain) {
		this.#object = object;
		this.#path = path;
		this.#complain = complain;
	}

	/** Whether there is a value of this name. */
	has(name: string): boolean {
		return this.#object[name] !== undefined;
	}

	/** Makes a name known that need not be there. */
	knows(name: string): void {
		this.#known.add(name);
	}

	/** An object in this one. */
	record(name: string): BoardRecord | undefined {
		const value = this.#get(name);
		if (isObject(value)) return new BoardRecord(value, this.#at(name), this.#complain);
		this.#wrong(name, value, "an object");
		return undefined;
	}

	/** A whole number within limits. */
	integer(name: string, least: number, most: number): number | undefined {
		return this.#integer(this.#at(name), this.#get(name), least, most);
	}

	/** The number of a GPIO. Whether the chip has it is not looked at. */
	pin(name: string): number | undefined {
		return this.#pin(this.#at(name), this.#get(name));
	}

	/** The numbers of `count` GPIOs. */
	pins(name: string, count: number): number[] | undefined {
		const value = this.#get(name);
		const what = `an array of ${count} GPIO numbers`;
		if (!Array.isArray(value) || value.length > count) {
			this.#wrong(name, value, what);
			return undefined;
		}
		const pins = Array.from({ length: count }, (_, index) =>
			this.#pin(`${this.#at(name)}[${index}]`, value[index]),
		);
		return pins.every((pin) => pin !== undefined) ? pins : undefined;
	}

	/** One of the given values. */
	oneOf<Value extends Json>(name: string, values: readonly Value[]): Value | undefined {
		const value = this.#get(name);
		const found = values.find((candidate) => candidate === value);
		if (found === undefined)
			this.#wrong(name, value, values.map((each) => JSON.stringify(each)).join(" or "));
		return found;
	}

	/** A text that matches. */
	text(name: string, pattern: RegExp, what: string): string | undefined {
		const value = this.#get(name);
		if (typeof value === "string" && pattern.test(value)) return value;
		this.#wrong(name, value, what);
		return undefined;
	}

	/** All names of this object, each with a sentence. */
	sentences(): [name: string, sentence: string][] {
		return Object.keys(this.#object).flatMap((name) => {
			const sentence = this.text(name, /^\S.*$/, "a few words of explanation");
			return sentence === undefined ? [] : [[name, sentence]];
		});
	}

	/** Complains about names that nobody has asked for. To be called last. */
	end(): void {
		for (const name of Object.keys(this.#object))
			if (!this.#known.has(name))
				this.#complain(this.#at(name), `is not known; known here: ${[...this.#known].join(", ")}`);
	}

	#get(name: string): Json | undefined {
		this.#known.add(name);
		return this.#object[name];
	}

	#at(name: string): string {
		return this.#path === "" ? name : `${this.#path}.${name}`;
	}

	#pin(path: string, value: Json | undefined): number | undefined {
		if (typeof value === "number" && Number.isInteger(value)) return value;
		this.#complain(path, `${shown(value)}; it must be the number of a GPIO`);
		return undefined;
	}

	#integer(path: string, value: Json | undefined, least: number, most: number): number | undefined {
		if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
		this.#complain(path, `${shown(value)}; it must be a whole number from ${least} to ${most}`);
		return undefined;
	}

	#wrong(name: string, value: Json | undefined, what: string): void {
		this.#complain(this.#at(name), `${shown(value)}; it must be ${what}`);
	}
}

function shown(value: Json | undefined): string {
	return value === undefined ? "is missing" : `is ${JSON.stringify(value)}`;
}
