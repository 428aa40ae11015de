import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

/** What an input needs to belong to its label, hint and error. */
export interface InputLinks {
	id: string;
	"aria-describedby": string;
	"aria-invalid": boolean;
}

interface FieldProps {
	label: ComponentChildren;
	hint?: ComponentChildren;
	/** What is wrong with what was entered. */
	error?: string | undefined;
	/** Shows the input itself. */
	children: (links: InputLinks) => ComponentChildren;
}

/** An input with its label above, and below it what it is for and what is wrong with it. */
export function Field({ label, hint, error = "", children }: FieldProps) {
	const id = useId();
	return (
		<div class={error ? "field wrong" : "field"}>
			<label for={id}>{label}</label>
			{children({ id, "aria-describedby": `${id}-hint ${id}-error`, "aria-invalid": error !== "" })}
			<p id={`${id}-error`} class="error" role="alert">
				{error}
			</p>
			<p id={`${id}-hint`} class="hint">
				{hint}
			</p>
		</div>
	);
}
