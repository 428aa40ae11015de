import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

interface DialogProps {
	title: string;
	/** Called when the person leaves it by Escape. */
	onClose: () => void;
	class?: string;
	children: ComponentChildren;
}

/** A window over the page; the browser keeps the focus in it and gives it back afterwards. */
export function Dialog({ title, onClose, class: name = "", children }: DialogProps) {
	const dialog = useRef<HTMLDialogElement>(null);
	const heading = useId();
	useEffect(() => {
		const { current } = dialog;
		current?.showModal();
		return () => current?.close();
	}, []);
	return (
		<dialog
			ref={dialog}
			class={`window ${name}`}
			aria-labelledby={heading}
			onCancel={(event) => {
				event.preventDefault();
				onClose();
			}}
		>
			<h2 id={heading}>{title}</h2>
			{children}
		</dialog>
	);
}
