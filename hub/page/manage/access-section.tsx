import { useState } from "preact/hooks";
import { addToken, listTokens, revokeAccess, type AccessToken, type NewAccessToken } from "../api/tokens";
import { Confirm } from "../common/confirm";
import { Field } from "../common/field";
import { useForm } from "../common/form";
import { useResource } from "../common/resource";
import { moment } from "../common/words";
import { usePage } from "../store/page";
import { AccessWindow } from "./access-window";

/** Lets other programs see and hear: VLC, Home Assistant, Frigate. */
export function AccessSection() {
	const { value, error, reload } = useResource(listTokens, []);
	const [made, setMade] = useState<NewAccessToken | undefined>(undefined);
	return (
		<>
			<p class="lead">
				A token lets a program such as VLC, Home Assistant or Frigate see and hear your doors, and nothing
				else. Revoke it and the program is out.
			</p>
			{error && <p class="error">{error}</p>}
			<ul class="rows card">
				{value?.map((token) => (
					<TokenRow key={token.id} token={token} onChange={reload} />
				))}
				{value?.length === 0 && <li class="hint">No program has a token.</li>}
			</ul>
			<AddToken
				onAdded={(token) => {
					setMade(token);
					void reload();
				}}
			/>
			{made && <AccessWindow made={made} onClose={() => setMade(undefined)} />}
		</>
	);
}

function TokenRow({ token, onChange }: { token: AccessToken; onChange: () => Promise<void> }) {
	const { store } = usePage();
	const [revoking, setRevoking] = useState(false);
	const doors = token.devices?.length ? token.devices.map((id) => store.nameOf(id)).join(", ") : "all doors";
	const used = token.lastUsed ? `used ${moment(token.lastUsed)}` : "";
	return (
		<li class="row">
			<span class="row-words">
				<b>{token.name}</b>
				<small>{[doors, used].filter(Boolean).join(" · ")}</small>
			</span>
			<span class="row-choices">
				<button type="button" class="plain danger" onClick={() => setRevoking(true)}>
					Revoke
				</button>
			</span>
			{revoking && (
				<Confirm
					title={`Revoke the token of ${token.name}?`}
					action="Revoke"
					danger
					onConfirm={async () => {
						await revokeAccess(token.id);
						await onChange();
					}}
					onClose={() => setRevoking(false)}
				>
					<p>What it is watching ends at once.</p>
				</Confirm>
			)}
		</li>
	);
}

function AddToken({ onAdded }: { onAdded: (token: NewAccessToken) => void }) {
	const { store } = usePage();
	const [name, setName] = useState("");
	const [device, setDevice] = useState("");
	const form = useForm(async () => {
		onAdded(await addToken(name.trim(), device === "" ? [] : [device]));
		setName("");
	}, ["name", "devices"]);
	return (
		<form class="card add" onSubmit={form.onSubmit}>
			<h3>Let a program in</h3>
			<div class="fields">
				<Field label="Program" error={form.errorOf("name")}>
					{(links) => (
						<input
							{...links}
							value={name}
							required
							maxLength={64}
							placeholder="Home Assistant"
							onInput={({ currentTarget }) => setName(currentTarget.value)}
						/>
					)}
				</Field>
				<Field label="Sees" error={form.errorOf("devices")}>
					{(links) => (
						<select
							{...links}
							value={device}
							onChange={({ currentTarget }) => setDevice(currentTarget.value)}
						>
							<option value="">all doors</option>
							{store.devices.value?.map(({ id, name: door }) => (
								<option key={id} value={id}>
									{door}
								</option>
							))}
						</select>
					)}
				</Field>
			</div>
			<p class="error" role="alert">
				{form.error}
			</p>
			<button type="submit" class="primary" disabled={form.busy}>
				Make a token
			</button>
		</form>
	);
}
