import type { ErrorInformation, Part } from "protocol/messages";

/** Who is told of a part's failure and recovery. */
export interface HealthListener {
	fault(part: Part, error: ErrorInformation): void;
	recovered(part: Part): void;
}

/** Which parts work. A part that failed may recover; one that is missing does not. */
export class Health {
	readonly #listener: HealthListener;
	readonly #faults = new Map<Part, ErrorInformation>();

	constructor(listener: HealthListener) {
		this.#listener = listener;
	}

	/** Whether no part has failed. */
	get good(): boolean {
		return this.#faults.size === 0;
	}

	/** The parts that have failed. */
	get faulty(): Part[] {
		return [...this.#faults.keys()];
	}

	/** A part has failed. The same fault is told once until the part recovers. */
	fault(part: Part, error: unknown): void {
		const information = informationOf(error);
		const known = this.#faults.get(part);
		this.#faults.set(part, information);
		if (known?.code !== information.code || known.message !== information.message)
			this.#listener.fault(part, information);
	}

	/** A part works again. */
	recovered(part: Part): void {
		if (this.#faults.delete(part)) this.#listener.recovered(part);
	}

	/** Why a part does not work, or undefined if it does. */
	faultOf(part: Part): ErrorInformation | undefined {
		return this.#faults.get(part);
	}

	/** Whether a part did not answer when it was looked for; one that failed otherwise may work when it is wanted again. */
	isMissing(part: Part): boolean {
		return this.faultOf(part)?.code.endsWith("-not-found") === true;
	}

	/** Why there is no such part, as a sentence. */
	whyMissing(part: Part): string {
		const fault = this.faultOf(part);
		return fault ? `the ${part} is missing: ${fault.message}` : `this board has no ${part}`;
	}

	/** Tells of each fault there is. */
	tell(to: (part: Part, error: ErrorInformation) => void): void {
		for (const [part, error] of this.#faults) to(part, error);
	}
}

function informationOf(error: unknown): ErrorInformation {
	if (!(error instanceof Error)) return { code: "failed", message: String(error) };
	const code = "code" in error && typeof error.code === "string" ? error.code : "failed";
	return { code, message: error.message };
}
