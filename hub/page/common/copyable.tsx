import { useId, useState } from "preact/hooks";
import { Icon } from "./icon";

interface CopyableProps {
	label: string;
	/** What is copied. */
	text: string;
	/** Whether it is shown in several lines. */
	long?: boolean;
}

/** A text to be taken elsewhere, with a button that copies it. */
export function Copyable({ label, text, long = false }: CopyableProps) {
	const [said, setSaid] = useState("");
	const id = useId();
	const copy = async () => {
		try {
			await navigator.clipboard.writeText(text);
			setSaid("Copied");
		} catch {
			select(id);
			setSaid("Press Ctrl+C");
		}
		setTimeout(() => setSaid(""), 3000);
	};
	return (
		<div class="copyable">
			<span class="label" id={`${id}-label`}>
				{label}
			</span>
			<div class="copyable-row">
				<code
					id={id}
					class={long ? "long" : ""}
					tabIndex={0}
					role="textbox"
					aria-readonly
					aria-labelledby={`${id}-label`}
				>
					{text}
				</code>
				<button type="button" class="plain" onClick={() => void copy()} aria-label={`Copy: ${label}`}>
					<Icon name={said === "Copied" ? "check" : "copy"} />
					<span aria-live="polite">{said === "" ? "Copy" : said}</span>
				</button>
			</div>
		</div>
	);
}

/** Selects a text where the page may not write to the clipboard, as on pages that are not secure. */
function select(id: string): void {
	const element = document.getElementById(id);
	if (element) getSelection()?.selectAllChildren(element);
}
