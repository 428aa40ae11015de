import { useState } from "preact/hooks";
import { changePassword } from "../api/session";
import { Dialog } from "../common/dialog";
import { Field } from "../common/field";
import { useForm } from "../common/form";
import { usePage } from "../store/page";

/** Changes the password of who has signed in here; asks for the present one. */
export function OwnPasswordWindow({ name, onClose }: { name: string; onClose: () => void }) {
	const { notices } = usePage().store;
	const [current, setCurrent] = useState("");
	const [password, setPassword] = useState("");
	const form = useForm(async () => {
		await changePassword(current, password);
		notices.say("password", "Your password is changed. Elsewhere you have to sign in again.", 6000);
		onClose();
	}, ["current", "password"]);
	return (
		<Dialog title="Your password" onClose={onClose}>
			<form onSubmit={form.onSubmit}>
				<input type="hidden" name="username" autocomplete="username" value={name} />
				<Field label="The present one" error={form.errorOf("current")}>
					{(links) => (
						<input
							{...links}
							type="password"
							autocomplete="current-password"
							required
							value={current}
							onInput={({ currentTarget }) => setCurrent(currentTarget.value)}
						/>
					)}
				</Field>
				<Field
					label="The new one"
					hint="10 characters at least. Elsewhere you have to sign in again."
					error={form.errorOf("password")}
				>
					{(links) => (
						<input
							{...links}
							type="password"
							autocomplete="new-password"
							required
							value={password}
							onInput={({ currentTarget }) => setPassword(currentTarget.value)}
						/>
					)}
				</Field>
				<p class="error" role="alert">
					{form.error}
				</p>
				<div class="choices">
					<button type="button" class="plain" onClick={onClose}>
						Cancel
					</button>
					<button type="submit" class="primary" disabled={form.busy}>
						Change
					</button>
				</div>
			</form>
		</Dialog>
	);
}
