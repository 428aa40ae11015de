import { useState } from "preact/hooks";
import { ApiError } from "../api/http";
import { explain } from "./resource";

/** A form that the hub checks. */
export interface Form {
	readonly busy: boolean;
	/** What is wrong with the form as a whole; empty if nothing. */
	readonly error: string;
	/** What is wrong with a field, if the hub named it. */
	readonly errorOf: (field: string) => string;
	/** To be called when it is submitted. */
	readonly onSubmit: (event: Event) => void;
}

/**
 * @param submit sends the form; an ApiError that names one of `fields` is shown there
 * @param fields those that the form shows
 */
export function useForm(submit: () => Promise<unknown>, fields: readonly string[]): Form {
	const [busy, setBusy] = useState(false);
	const [wrong, setWrong] = useState<{ field: string; text: string }>({ field: "", text: "" });
	const send = async () => {
		setBusy(true);
		setWrong({ field: "", text: "" });
		try {
			await submit();
		} catch (thrown) {
			/* Of a list, such as "events.0", the field is the list. */
			const [named = ""] = (thrown instanceof ApiError ? (thrown.field ?? "") : "").split(".");
			setWrong({ field: fields.includes(named) ? named : "", text: explain(thrown) });
		}
		setBusy(false);
	};
	return {
		busy,
		error: wrong.field === "" ? wrong.text : "",
		errorOf: (field) => (wrong.field === field ? wrong.text : ""),
		onSubmit: (event) => {
			event.preventDefault();
			if (!busy) void send();
		},
	};
}
