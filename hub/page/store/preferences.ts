import { effect, signal, type Signal } from "@preact/signals";

const PREFIX = "belltower.";

/** A choice that this browser keeps. */
export function preference(name: string, otherwise: boolean): Signal<boolean> {
	const key = PREFIX + name;
	const kept = localStorage.getItem(key);
	const choice = signal(kept === null ? otherwise : kept === "true");
	effect(() => localStorage.setItem(key, String(choice.value)));
	return choice;
}
