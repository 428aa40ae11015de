import { useState } from "preact/hooks";
import {
	addDevice,
	listDevices,
	removeDevice,
	renewToken,
	revokeToken,
	type KnownDevice,
	type NewToken,
} from "../api/devices";
import { Confirm } from "../common/confirm";
import { Field } from "../common/field";
import { useForm } from "../common/form";
import { useResource } from "../common/resource";
import { ago } from "../common/words";
import { stateWords } from "../doorbell/state-words";
import { usePage } from "../store/page";
import { NewTokenWindow } from "./new-token-window";

/** The doorbells that the hub lets in. */
export function DoorbellsSection() {
	const { store } = usePage();
	const { value, error, reload } = useResource(listDevices, [store.devices.value]);
	const [made, setMade] = useState<NewToken | undefined>(undefined);
	const take = (token: NewToken) => {
		setMade(token);
		void reload();
	};
	return (
		<>
			{error && <p class="error">{error}</p>}
			<ul class="rows card">
				{value?.map((device) => (
					<DoorbellRow key={device.id} device={device} onToken={take} onChange={reload} />
				))}
				{value?.length === 0 && <li class="hint">The hub knows no doorbell yet.</li>}
			</ul>
			<AddDoorbell onAdded={take} />
			{made && <NewTokenWindow made={made} onClose={() => setMade(undefined)} />}
		</>
	);
}

type Question = "renew" | "revoke" | "remove";

interface DoorbellRowProps {
	device: KnownDevice;
	onToken: (token: NewToken) => void;
	onChange: () => Promise<void>;
}

function DoorbellRow({ device, onToken, onChange }: DoorbellRowProps) {
	const [question, setQuestion] = useState<Question | undefined>(undefined);
	const { id, name, online, since, firmware } = device;
	const close = () => setQuestion(undefined);
	const seen = online ? stateWords(device) : `Offline, went ${ago(since)}`;
	return (
		<li class="row" data-online={online}>
			<i class="dot" />
			<span class="row-words">
				<b>{name}</b>
				<small>{[id, seen, firmware && `firmware ${firmware}`].filter(Boolean).join(" · ")}</small>
			</span>
			<span class="row-choices">
				<button type="button" class="plain" onClick={() => setQuestion("renew")}>
					New token
				</button>
				{device.token !== "none" && device.token !== "revoked" && (
					<button type="button" class="plain" onClick={() => setQuestion("revoke")}>
						Revoke
					</button>
				)}
				<button type="button" class="plain danger" onClick={() => setQuestion("remove")}>
					Remove
				</button>
			</span>
			{question === "renew" && (
				<Confirm
					title={`A new token for ${name}?`}
					action="Make a new token"
					onConfirm={async () => onToken(await renewToken(id))}
					onClose={close}
				>
					<p>The old one is no longer good: the doorbell is out until it is given the new one.</p>
				</Confirm>
			)}
			{question === "revoke" && (
				<Confirm
					title={`Revoke the token of ${name}?`}
					action="Revoke"
					danger
					onConfirm={async () => {
						await revokeToken(id);
						await onChange();
					}}
					onClose={close}
				>
					<p>Its connections end at once, and it does not come in again until it has a new token.</p>
				</Confirm>
			)}
			{question === "remove" && (
				<Confirm
					title={`Remove ${name}?`}
					action="Remove"
					danger
					onConfirm={async () => {
						await removeDevice(id);
						await onChange();
					}}
					onClose={close}
				>
					<p>Its token is revoked, and the hub forgets it.</p>
				</Confirm>
			)}
		</li>
	);
}

function AddDoorbell({ onAdded }: { onAdded: (token: NewToken) => void }) {
	const [id, setId] = useState("");
	const [name, setName] = useState("");
	const form = useForm(async () => {
		onAdded(await addDevice(id.trim() || idFrom(name), name.trim()));
		setId("");
		setName("");
	}, ["id", "name"]);
	return (
		<form class="card add" onSubmit={form.onSubmit}>
			<h3>Add a doorbell</h3>
			<div class="fields">
				<Field label="Name" hint="What people call it." error={form.errorOf("name")}>
					{(links) => (
						<input
							{...links}
							value={name}
							required
							maxLength={64}
							placeholder="Front door"
							onInput={({ currentTarget }) => setName(currentTarget.value)}
						/>
					)}
				</Field>
				<Field label="ID" hint="Small letters, digits and hyphens." error={form.errorOf("id")}>
					{(links) => (
						<input
							{...links}
							value={id}
							spellcheck={false}
							autocapitalize="none"
							placeholder={idFrom(name) || "front-door"}
							onInput={({ currentTarget }) => setId(currentTarget.value)}
						/>
					)}
				</Field>
			</div>
			<p class="error" role="alert">
				{form.error}
			</p>
			<button type="submit" class="primary" disabled={form.busy}>
				Add
			</button>
		</form>
	);
}

/** An ID made from a name: "Front door" is "front-door". */
function idFrom(name: string): string {
	return name
		.normalize("NFKD")
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, "-")
		.replace(/^-+|-+$/g, "")
		.slice(0, 32);
}
