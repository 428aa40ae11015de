import { useState } from "preact/hooks";
import { changePerson } from "../api/people";
import { Dialog } from "../common/dialog";
import { Field } from "../common/field";
import { useForm } from "../common/form";
import { usePage } from "../store/page";

/** Changes somebody's password, which signs them out everywhere. */
export function PasswordWindow({ name, onClose }: { name: string; onClose: () => void }) {
	const { notices } = usePage().store;
	const [password, setPassword] = useState("");
	const form = useForm(async () => {
		await changePerson(name, { password });
		notices.say("password", `The password of ${name} is changed.`, 6000);
		onClose();
	}, ["password"]);
	return (
		<Dialog title={`The password of ${name}`} onClose={onClose}>
			<form onSubmit={form.onSubmit}>
				<input type="hidden" name="username" autocomplete="username" value={name} />
				<Field
					label="The new one"
					hint={`${name} has to sign in again everywhere.`}
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
