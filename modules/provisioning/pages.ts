import type { FoundNetwork } from "wifi/radio";
import { escapeHtml, pageOf } from "provisioning/html";

/** What the form is filled in with. */
export interface FormState {
	networks: readonly FoundNetwork[];
	/** What was entered last, without secrets. */
	values: Readonly<Record<string, string>>;
	/** Whether a password and a token were entered, which are kept where their fields stay empty. */
	kept: { password: boolean; token: boolean };
	/** What is wrong, as sentences. */
	problems: readonly string[];
	/** Whether the hub failed, so that it can be skipped. */
	offerSkip: boolean;
}

/** A step of the trial and how it goes. */
export interface Step {
	readonly name: string;
	state: "waiting" | "running" | "done" | "failed";
	sentence: string;
}

/** The page that takes the settings. */
export function formPage({ networks, values, kept, problems, offerSkip }: FormState): string {
	const value = (name: string): string => escapeHtml(values[name] ?? "");
	const said = problems.map(
		(problem) => `<p class="problem" role="alert">${escapeHtml(sentence(problem))}</p>`,
	);
	return pageOf(
		"Set up the doorbell",
		`${said.join("")}<form method="post" action="/"><button hidden></button><fieldset><legend>Wi-Fi</legend>
${chooser(networks, values["ssid"] ?? "")}
<button class="quiet" formaction="/scan" formnovalidate>Look for networks again</button>
<label for="other">Another network</label><input id="other" name="other" maxlength="32" autocapitalize="none" autocorrect="off" value="${networks.some(({ ssid }) => ssid === values["ssid"]) ? "" : value("ssid")}"><small>For one that is not in the list, or hidden.</small>
<label for="password">Password</label><input id="password" name="password" type="password" maxlength="64" autocomplete="off"${keptHint(kept.password)}><small>${kept.password ? "Left empty: as entered before." : "Left empty: the network is open."}</small>
</fieldset><fieldset><legend>Hub</legend>
<label for="hub">Address</label><input id="hub" name="hub" required maxlength="253" inputmode="url" autocapitalize="none" autocorrect="off" placeholder="ws://192.168.1.10:8000" value="${value("hub")}">
<label for="token">Token</label><input id="token" name="token" type="password" maxlength="256" autocomplete="off"${keptHint(kept.token)}><small>${kept.token ? "Left empty: as entered before." : "The hub gives one out for each doorbell. Left empty: it wants none."}</small>
<details${values["ca"] ? " open" : ""}><summary>The hub's own certificate (for wss://)</summary><label for="ca">Certificate, as PEM</label><textarea id="ca" name="ca" rows="4" maxlength="2400" spellcheck="false">${value("ca")}</textarea></details>
</fieldset><fieldset><legend>This doorbell</legend>
<label for="name">Name</label><input id="name" name="name" maxlength="64" value="${value("name")}"><small>What people call it.</small>
<label for="device">ID</label><input id="device" name="device" required maxlength="64" pattern="[a-z0-9]+(-[a-z0-9]+)*" autocapitalize="none" autocorrect="off" value="${value("device")}"><small>What the hub knows it by: a to z, digits, hyphens.</small>
</fieldset>${offerSkip ? '<p><label><input type="checkbox" name="skip" value="yes">Keep this even if the hub does not answer</label></p>' : ""}<button>Try it</button></form>`,
	);
}

/** The page that shows how the trial goes, or went. */
export function progressPage(steps: readonly Step[], done: boolean): string {
	const marks = { waiting: "", running: "…", done: "✓", failed: "✗" } as const;
	const list = steps.map(
		({ name, state, sentence: said }) => `<li>${escapeHtml(name)} ${marks[state]} ${escapeHtml(said)}</li>`,
	);
	const end = done
		? '<p class="good">The doorbell is set up. It closes this network now and starts.</p>'
		: "<p>This takes up to a minute. If this phone leaves the doorbell's network meanwhile, join it again.</p>";
	return pageOf(
		done ? "The doorbell is set up" : "Trying it",
		`<div role="status"><ol>${list.join("")}</ol>${end}</div>`,
		done ? 0 : 2,
	);
}

function keptHint(kept: boolean): string {
	return kept ? ' placeholder="••••••••"' : "";
}

function chooser(networks: readonly FoundNetwork[], chosen: string): string {
	const options = networks.map(({ ssid, signal, open }) => {
		const text = `${ssid} (${strength(signal)}${open ? ", open" : ""})`;
		return `<option value="${escapeHtml(ssid)}"${ssid === chosen ? " selected" : ""}>${escapeHtml(text)}</option>`;
	});
	const none = `<option value="">${networks.length ? "Choose…" : "No network was found"}</option>`;
	return `<label for="ssid">Network</label><select id="ssid" name="ssid">${none}${options.join("")}</select>`;
}

function strength(signal: number): string {
	if (signal >= -60) return "strong";
	return signal >= -75 ? "fair" : "weak";
}

function sentence(problem: string): string {
	return problem.charAt(0).toUpperCase() + problem.slice(1) + (/[.!?]$/.test(problem) ? "" : ".");
}
