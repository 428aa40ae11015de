import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { sentence } from "./words";
import { Dialog } from "./dialog";

interface ConfirmProps {
	title: string;
	/** What will happen. */
	children: ComponentChildren;
	/** What the button that does it says. */
	action: string;
	/** Whether it takes something away for good. */
	danger?: boolean;
	/** Does it; what it throws is shown. */
	onConfirm: () => Promise<unknown>;
	onClose: () => void;
}

/** Asks before something is done that can't be undone. */
export function Confirm({ title, children, action, danger = false, onConfirm, onClose }: ConfirmProps) {
	const [busy, setBusy] = useState(false);
	const [error, setError] = useState("");
	const confirm = async () => {
		setBusy(true);
		setError("");
		try {
			await onConfirm();
			onClose();
		} catch (thrown) {
			setError(sentence(thrown instanceof Error ? thrown.message : String(thrown)));
			setBusy(false);
		}
	};
	return (
		<Dialog title={title} onClose={onClose}>
			<div class="said">{children}</div>
			<p class="error" role="alert">
				{error}
			</p>
			<div class="choices">
				<button type="button" class="plain" onClick={onClose}>
					Cancel
				</button>
				<button
					type="button"
					class={danger ? "primary danger" : "primary"}
					disabled={busy}
					onClick={() => void confirm()}
				>
					{action}
				</button>
			</div>
		</Dialog>
	);
}
