import { element, setText } from "./dom";

/** Asks for the viewer token when the hub demands one. */
export class SignIn {
	readonly #dialog = element("sign-in", HTMLDialogElement);
	readonly #token = element("token", HTMLInputElement);
	readonly #error = element("sign-in-error", HTMLElement);
	readonly #onSignedIn: () => void;

	constructor(onSignedIn: () => void) {
		this.#onSignedIn = onSignedIn;
		element("sign-in-form", HTMLFormElement).addEventListener("submit", (event) => {
			event.preventDefault();
			void this.#submit();
		});
		this.#dialog.addEventListener("cancel", (event) => event.preventDefault());
	}

	ask(): void {
		if (!this.#dialog.open) this.#dialog.showModal();
		this.#token.focus();
	}

	async #submit(): Promise<void> {
		setText(this.#error, "");
		try {
			const response = await fetch("api/session", {
				method: "POST",
				headers: { "content-type": "application/json" },
				body: JSON.stringify({ token: this.#token.value.trim() }),
			});
			if (!response.ok) {
				const { error } = (await response.json()) as { error: { code: string; message: string } };
				setText(
					this.#error,
					error.code === "unauthorized" ? "That is not the viewer token of this hub." : `${error.message}.`,
				);
				return;
			}
		} catch {
			setText(this.#error, "The hub could not be reached.");
			return;
		}
		this.#token.value = "";
		this.#dialog.close();
		this.#onSignedIn();
	}
}
