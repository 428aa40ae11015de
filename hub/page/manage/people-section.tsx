import { useState } from "preact/hooks";
import { addPerson, listPeople, removePerson, type Person } from "../api/people";
import type { Role } from "../api/session";
import { Confirm } from "../common/confirm";
import { Field } from "../common/field";
import { useForm } from "../common/form";
import { useResource } from "../common/resource";
import { usePage } from "../store/page";
import { OwnPasswordWindow } from "./own-password-window";
import { PasswordWindow } from "./password-window";

const ROLES: Readonly<Record<Role, string>> = { admin: "Administers the hub", person: "Answers the door" };

/** Who may look, and who may change the hub. */
export function PeopleSection() {
	const { value, error, reload } = useResource(listPeople, []);
	return (
		<>
			{error && <p class="error">{error}</p>}
			<ul class="rows card">
				{value?.map((person) => (
					<PersonRow key={person.name} person={person} onChange={reload} />
				))}
				{value?.length === 0 && (
					<li class="hint">Nobody yet: whoever reaches this page may do everything.</li>
				)}
			</ul>
			<AddPerson first={value?.length === 0} onAdded={reload} />
		</>
	);
}

function PersonRow({ person, onChange }: { person: Person; onChange: () => Promise<void> }) {
	const { session } = usePage().store;
	const [question, setQuestion] = useState<"password" | "remove" | undefined>(undefined);
	const { name, role } = person;
	const isMe = session.value?.name === name;
	const close = () => setQuestion(undefined);
	return (
		<li class="row">
			<span class="row-words">
				<b>{name}</b>
				<small>
					{ROLES[role]}
					{isMe && " · this is you"}
				</small>
			</span>
			<span class="row-choices">
				<button type="button" class="plain" onClick={() => setQuestion("password")}>
					Password
				</button>
				<button type="button" class="plain danger" disabled={isMe} onClick={() => setQuestion("remove")}>
					Remove
				</button>
			</span>
			{question === "password" &&
				(isMe ? (
					<OwnPasswordWindow name={name} onClose={close} />
				) : (
					<PasswordWindow name={name} onClose={close} />
				))}
			{question === "remove" && (
				<Confirm
					title={`Remove ${name}?`}
					action="Remove"
					danger
					onConfirm={async () => {
						await removePerson(name);
						await onChange();
					}}
					onClose={close}
				>
					<p>{name} is signed out everywhere and can’t sign in again.</p>
				</Confirm>
			)}
		</li>
	);
}

function AddPerson({ onAdded, first }: { onAdded: () => Promise<void>; first: boolean }) {
	const [name, setName] = useState("");
	const [password, setPassword] = useState("");
	const [role, setRole] = useState<Role>("person");
	const form = useForm(async () => {
		await addPerson({ name: name.trim(), password, role: first ? "admin" : role });
		setName("");
		setPassword("");
		await onAdded();
	}, ["name", "password", "role"]);
	return (
		<form class="card add" onSubmit={form.onSubmit}>
			<h3>Add somebody</h3>
			<div class="fields">
				<Field label="Name" error={form.errorOf("name")}>
					{(links) => (
						<input
							{...links}
							value={name}
							required
							autocomplete="off"
							autocapitalize="none"
							onInput={({ currentTarget }) => setName(currentTarget.value)}
						/>
					)}
				</Field>
				<Field label="Password" error={form.errorOf("password")}>
					{(links) => (
						<input
							{...links}
							type="password"
							value={password}
							required
							autocomplete="new-password"
							onInput={({ currentTarget }) => setPassword(currentTarget.value)}
						/>
					)}
				</Field>
				<Field
					label="May"
					error={form.errorOf("role")}
					hint={first ? "The first administers. From then on everybody has to sign in." : ""}
				>
					{(links) => (
						<select
							{...links}
							value={first ? "admin" : role}
							disabled={first}
							onChange={({ currentTarget }) => setRole(currentTarget.value === "admin" ? "admin" : "person")}
						>
							<option value="person">answer the door</option>
							<option value="admin">administer the hub, too</option>
						</select>
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
