import type { InputLinks } from "../common/field";
import type { Setting, SettingValue } from "../api/settings";

/** A range of at most this size is a slider, a larger one a number. */
const LONGEST_SLIDER = 100;

interface SettingInputProps {
	setting: Setting;
	/** What it is to be; for a secret undefined while it is to stay what it is. */
	value: SettingValue | undefined;
	links: InputLinks;
	onChange: (value: SettingValue) => void;
}

/** The input for a setting of its type. */
export function SettingInput(props: SettingInputProps) {
	const { setting, value, links, onChange } = props;
	const text = value === null || value === undefined ? "" : String(value);
	switch (setting.type) {
		case "yes-no":
			return (
				<input
					{...links}
					type="checkbox"
					role="switch"
					class="switch"
					checked={value === true}
					onChange={({ currentTarget }) => onChange(currentTarget.checked)}
				/>
			);
		case "choice":
			return <Choice {...props} />;
		case "whole":
			return <Whole {...props} />;
		case "lines":
			return (
				<textarea
					{...links}
					rows={5}
					spellcheck={false}
					value={text}
					onInput={({ currentTarget }) => onChange(currentTarget.value)}
				/>
			);
		case "secret":
			return <Secret {...props} />;
		case "address":
		case "text":
			return (
				<input
					{...links}
					type="text"
					inputMode={setting.type === "address" ? "url" : "text"}
					spellcheck={false}
					autocomplete="off"
					autocapitalize="none"
					maxLength={setting.maximum}
					value={text}
					onInput={({ currentTarget }) => onChange(currentTarget.value)}
				/>
			);
	}
}

function Choice({ setting, value, links, onChange }: SettingInputProps) {
	const choices = setting.choices ?? [];
	return (
		<select
			{...links}
			value={String(value)}
			onChange={({ currentTarget }) => onChange(choices[currentTarget.selectedIndex] ?? null)}
		>
			{choices.map((choice) => (
				<option key={choice} value={String(choice)}>
					{choice}
				</option>
			))}
		</select>
	);
}

function Whole({ setting, value, links, onChange }: SettingInputProps) {
	const { minimum, maximum } = setting;
	const isShort = minimum !== undefined && maximum !== undefined && maximum - minimum <= LONGEST_SLIDER;
	const input = (
		<input
			{...links}
			type={isShort ? "range" : "number"}
			min={minimum}
			max={maximum}
			step="1"
			value={value === null || value === undefined ? "" : String(value)}
			onInput={({ currentTarget }) =>
				onChange(Number.isNaN(currentTarget.valueAsNumber) ? null : currentTarget.valueAsNumber)
			}
		/>
	);
	if (!isShort) return input;
	return (
		<span class="slider">
			{input}
			<output for={links.id}>{String(value)}</output>
		</span>
	);
}

/** A secret goes in and never comes out. */
function Secret({ setting, value, links, onChange }: SettingInputProps) {
	const isSet = typeof setting.value === "object" && setting.value !== null && setting.value.set;
	const placeholder = isSet ? "Set. Leave empty to keep it." : "Not set";
	return (
		<input
			{...links}
			type="password"
			autocomplete="new-password"
			placeholder={placeholder}
			value={typeof value === "string" ? value : ""}
			onInput={({ currentTarget }) => onChange(currentTarget.value)}
		/>
	);
}
