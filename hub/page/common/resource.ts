import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { sentence } from "./words";

/** Something that the hub is asked for. */
export interface Resource<Value> {
	/** Undefined before the first answer. */
	readonly value: Value | undefined;
	/** Why it could not be had, in a sentence; empty if it could. */
	readonly error: string;
	/** Asks anew; what was shown stays until the answer comes. */
	readonly reload: () => Promise<void>;
}

/**
 * Asks the hub when a view is shown, and again when one of `keys` changes.
 * @param load asks; only the answer to the newest question counts
 */
export function useResource<Value>(load: () => Promise<Value>, keys: readonly unknown[]): Resource<Value> {
	const [value, setValue] = useState<Value | undefined>(undefined);
	const [error, setError] = useState("");
	const turn = useRef(0);
	const reload = useCallback(async () => {
		const mine = ++turn.current;
		try {
			const answer = await load();
			if (mine !== turn.current) return;
			setValue(() => answer);
			setError("");
		} catch (thrown) {
			if (mine === turn.current) setError(explain(thrown));
		}
	}, keys);
	useEffect(() => {
		void reload();
		return () => {
			turn.current++;
		};
	}, [reload]);
	return { value, error, reload };
}

/** What went wrong, in a sentence for people. */
export const explain = (thrown: unknown): string =>
	sentence(thrown instanceof Error ? thrown.message : String(thrown));
