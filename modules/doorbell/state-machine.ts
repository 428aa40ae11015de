import { ProtocolError } from "protocol/protocol-error";
import type { StateTable, Wish } from "doorbell/states";

/** A transition that the table does not have. */
export class TransitionError extends Error {
	override readonly name = "TransitionError";
	readonly code = "bad-transition";

	constructor(from: string, to: string, cause: string) {
		super(`the state ${from} can't be followed by ${to} (${cause})`);
	}
}

/** A state that changes only as its table allows. */
export class StateMachine<State extends string> {
	readonly #table: StateTable<State>;
	readonly #onChanged: (state: State, before: State, cause: string) => void;
	#state: State;

	/** @param onChanged is told of each change after it */
	constructor(
		initial: State,
		table: StateTable<State>,
		onChanged: (state: State, before: State, cause: string) => void,
	) {
		this.#state = initial;
		this.#table = table;
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
		if (!this.#table[before].next.includes(state)) throw new TransitionError(before, state, cause);
		this.#state = state;
		this.#onChanged(state, before, cause);
	}

	/** Why a wish does not fit the present state, as a sentence; undefined where it fits. */
	refusal(wish: Wish): string | undefined {
		const why = this.#table[this.#state].refuses[wish];
		return why && `the doorbell ${why} (state ${this.#state})`;
	}

	/**
	 * Lets a wish pass that fits the present state.
	 *
	 * @throws ProtocolError `unavailable`
	 */
	expect(wish: Wish): void {
		const refusal = this.refusal(wish);
		if (refusal !== undefined) throw new ProtocolError("unavailable", refusal);
	}
}
