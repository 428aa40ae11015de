import { useState } from "preact/hooks";
import { signIn } from "../api/session";
import { Field } from "../common/field";
import { useForm } from "../common/form";
import { Dialog } from "../common/dialog";
import { Icon } from "../common/icon";
import { usePage } from "../store/page";

/** Asks who it is, where the hub wants to know. */
export function SignIn() {
	const { store, live } = usePage();
	const ways = store.session.value;
	const [chosen, setByToken] = useState(false);
	const byToken = chosen || ways?.password !== true;
	const [name, setName] = useState("");
	const [secret, setSecret] = useState("");
	const form = useForm(async () => {
		const credentials = byToken ? { token: secret.trim() } : { name: name.trim(), password: secret };
		store.session.value = await signIn(credentials);
		live.connection.open();
	}, []);
	return (
		<Dialog title="Who is there?" class="sign-in" onClose={() => undefined}>
			<form onSubmit={form.onSubmit}>
				<span class="mark">
					<Icon name="bell" />
				</span>
				<p>This hub shows its doors to those who live behind them.</p>
				{!byToken && (
					<Field label="Name">
						{(links) => (
							<input
								{...links}
								value={name}
								autocomplete="username"
								autocapitalize="none"
								required
								onInput={({ currentTarget }) => setName(currentTarget.value)}
							/>
						)}
					</Field>
				)}
				<Field label={byToken ? "Viewer token" : "Password"} error={form.error}>
					{(links) => (
						<input
							{...links}
							type="password"
							value={secret}
							autocomplete={byToken ? "off" : "current-password"}
							required
							onInput={({ currentTarget }) => setSecret(currentTarget.value)}
						/>
					)}
				</Field>
				<button class="primary" type="submit" disabled={form.busy}>
					Sign in
				</button>
				{ways?.password && ways.token && (
					<button class="quiet" type="button" onClick={() => setByToken(!byToken)}>
						{byToken ? "Sign in with a name and password" : "Sign in with a token"}
					</button>
				)}
			</form>
		</Dialog>
	);
}
