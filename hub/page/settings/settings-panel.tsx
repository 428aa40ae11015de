import { useState } from "preact/hooks";
import { command } from "../api/devices";
import { ApiError } from "../api/http";
import { changeSettings, getSettings, type Setting, type SettingValue } from "../api/settings";
import { Field } from "../common/field";
import { explain, useResource } from "../common/resource";
import { usePage } from "../store/page";
import { canReset, shownValue, withChange, type Changes } from "./changes";
import { groupSettings, labelOf } from "./groups";
import { SaveBar } from "./save-bar";
import { SettingInput } from "./setting-input";

/** A doorbell's settings, as it describes them itself. */
export function SettingsPanel({ id }: { id: string }) {
	const { store } = usePage();
	const online = store.find(id)?.online === true;
	const { value: settings, error, reload } = useResource(() => getSettings(id), [id, online]);
	if (settings === undefined) {
		return (
			<section class="card">
				<p class="hint">{error || "Asking the doorbell…"}</p>
			</section>
		);
	}
	return <SettingsForm id={id} settings={settings} onSaved={reload} />;
}

interface SettingsFormProps {
	id: string;
	settings: readonly Setting[];
	onSaved: () => Promise<void>;
}

function SettingsForm({ id, settings, onSaved }: SettingsFormProps) {
	const [changes, setChanges] = useState<Changes>({});
	const [wrong, setWrong] = useState<{ name: string; text: string }>({ name: "", text: "" });
	const [waiting, setWaiting] = useState<readonly string[]>([]);
	const [said, setSaid] = useState("");
	const names = Object.keys(changes);
	const save = async () => {
		setWrong({ name: "", text: "" });
		setSaid("Saving…");
		try {
			const { restart } = await changeSettings(id, changes);
			await onSaved();
			setChanges({});
			setWaiting((before) => [...new Set([...before, ...restart])]);
			setSaid("Saved.");
		} catch (thrown) {
			const text = explain(thrown);
			const name = thrown instanceof ApiError ? (thrown.field ?? "") : "";
			setWrong({ name, text });
			setSaid("");
			document.querySelector<HTMLElement>(`[data-setting="${CSS.escape(name)}"] input`)?.focus();
		}
	};
	const restart = async () => {
		try {
			await command(id, "restart");
			setWaiting([]);
			setSaid("The doorbell restarts. It is back in a moment.");
		} catch (thrown) {
			setWrong({ name: "", text: explain(thrown) });
		}
	};
	const change = (setting: Setting, value: SettingValue) => {
		setSaid("");
		setChanges((before) => withChange(before, setting, value));
	};
	const isShown = settings.some(({ name }) => name === wrong.name);
	return (
		<form
			class="settings"
			onSubmit={(event) => {
				event.preventDefault();
				void save();
			}}
		>
			{groupSettings(settings).map(({ title, settings: group }) => (
				<fieldset key={title} class="card">
					<legend>{title}</legend>
					{group.map((setting) => (
						<SettingField
							key={setting.name}
							setting={setting}
							changes={changes}
							error={wrong.name === setting.name ? wrong.text : ""}
							onChange={(value) => change(setting, value)}
						/>
					))}
				</fieldset>
			))}
			<SaveBar
				count={names.length}
				said={said}
				error={isShown ? "" : wrong.text}
				waiting={waiting.map(labelOf)}
				onDiscard={() => setChanges({})}
				onRestart={() => void restart()}
			/>
		</form>
	);
}

interface SettingFieldProps {
	setting: Setting;
	changes: Changes;
	error: string;
	onChange: (value: SettingValue) => void;
}

function SettingField({ setting, changes, error, onChange }: SettingFieldProps) {
	const isChanged = setting.name in changes;
	const forgets = setting.type === "secret" && changes[setting.name] === null;
	return (
		<div class="setting" data-setting={setting.name} data-type={setting.type} data-changed={isChanged}>
			<Field
				label={labelOf(setting.name)}
				error={error}
				hint={
					<>
						{setting.sentence}
						{setting.restart && <span class="tag">after a restart</span>}
						{forgets && " It will be forgotten."}
					</>
				}
			>
				{(links) => (
					<SettingInput
						setting={setting}
						value={shownValue(setting, changes)}
						links={links}
						onChange={onChange}
					/>
				)}
			</Field>
			{canReset(setting, changes) && (
				<button type="button" class="quiet" onClick={() => onChange(null)}>
					{setting.type === "secret" ? "Forget it" : "Default"}
					<span class="unseen">: {labelOf(setting.name)}</span>
				</button>
			)}
		</div>
	);
}
