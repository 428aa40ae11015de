/** Which states may follow each state. */
export type Transitions<State extends string> = Readonly<Record<State, readonly State[]>>;

/** A transition that the table does not have. */
export class TransitionError extends Error {
	override readonly name = "TransitionError";
	readonly code = "bad-transition";

	constructor(from: string, to: string, cause: string) {
		super(`the state ${from} can't be followed by ${to} (${cause})`);
	}
}

/** A state that changes only as its table of transitions allows. */
export class StateMachine<State extends string> {
	readonly #transitions: Transitions<State>;
	readonly #onChanged: (state: State, before: State, cause: string) => void;
	#state: State;

	/** @param onChanged is told of each change after it */
	constructor(
		initial: State,
		transitions: Transitions<State>,
		onChanged: (state: State, before: State, cause: string) => void,
	) {
		this.#state = initial;
		this.#transitions = transitions;
		this.#onChanged = onChanged;
	}

	get state(): State {
		return this.#state;
	}

	/**
	 * Changes to a state, for the cause given; nothing happens if it is the present one.
	 *
	 * @throws TransitionError and keeps the state
	 */
	become(state: State, cause: string): void {
		const before = this.#state;
		if (state === before) return;
		if (!this.#transitions[before].includes(state)) throw new TransitionError(before, state, cause);
		this.#state = state;
		this.#onChanged(state, before, cause);
	}
}
