import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import { until } from "./until";

const executable = "/usr/bin/firefox-esr";
const soundServer = "/usr/bin/pulseaudio";

/** What a test that needs Firefox says when something is missing; undefined when all is there. */
export const firefoxMissing = [executable, soundServer].every((path) => existsSync(path))
	? undefined
	: "Firefox or PulseAudio is not installed (Debian: apt-get install firefox-esr pulseaudio)";

const preferences = `
user_pref("media.navigator.streams.fake", true);
user_pref("media.navigator.permission.disabled", true);
user_pref("media.autoplay.default", 0);
user_pref("app.normandy.enabled", false);
user_pref("app.update.enabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("toolkit.telemetry.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("browser.safebrowsing.downloads.remote.enabled", false);
user_pref("extensions.getAddons.cache.enabled", false);
user_pref("services.settings.server", "data:,#remote-settings-dummy/v1");
`;

/** Firefox plays nothing where there is no loudspeaker, so it gets one that swallows what it is given. */
function startSound(folder: string): { server: ChildProcess; environment: Record<string, string> } {
	const socket = join(folder, "sound");
	const server = spawn(
		soundServer,
		[
			"-n",
			"--daemonize=no",
			"--exit-idle-time=-1",
			"--use-pid-file=no",
			"--load=module-null-sink",
			`--load=module-native-protocol-unix auth-anonymous=1 socket=${socket}`,
		],
		{ stdio: "ignore", env: { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder } },
	);
	return { server, environment: { PULSE_SERVER: `unix:${socket}` } };
}

/** Milliseconds in which a command is answered. */
const patience = 20_000;

interface Answer {
	readonly id?: number;
	readonly type: string;
	readonly result?: Record<string, unknown>;
	readonly message?: string;
}

/** Debian's Firefox without a window, with a microphone that hums, driven by WebDriver BiDi (W3C). */
export class Firefox {
	readonly #children: readonly ChildProcess[];
	readonly #folder: string;
	readonly #socket: WebSocket;
	#context = "";
	#commands = 0;

	private constructor(children: readonly ChildProcess[], folder: string, socket: WebSocket) {
		this.#children = children;
		this.#folder = folder;
		this.#socket = socket;
	}

	static async launch(): Promise<Firefox> {
		const folder = await mkdtemp(join(tmpdir(), "belltower-firefox-"));
		await writeFile(join(folder, "user.js"), preferences);
		const sound = startSound(folder);
		const child = spawn(
			executable,
			["--headless", "--no-remote", "--profile", folder, "--remote-debugging-port", "0"],
			{ stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, HOME: folder, ...sound.environment } },
		);
		let said = "";
		child.stderr.on("data", (data: Buffer) => (said += data.toString()));
		const [address] = await until("Firefox", () => /ws:\/\/[^\s]+/.exec(said) ?? undefined, 60_000);
		const socket = new WebSocket(`${address}/session`);
		await once(socket, "open");
		const firefox = new Firefox([child, sound.server], folder, socket);
		await firefox.#command("session.new", { capabilities: {} });
		const { contexts } = await firefox.#command("browsingContext.getTree", {});
		firefox.#context = (contexts as { context: string }[])[0]?.context ?? "";
		return firefox;
	}

	/** Opens `url` and waits until it is loaded. */
	async open(url: string): Promise<void> {
		await this.#command("browsingContext.navigate", { context: this.#context, url, wait: "complete" });
	}

	/** What a JavaScript expression gives in the page: a string, number, boolean, null or undefined. */
	async evaluate(expression: string): Promise<unknown> {
		const { result } = await this.#command("script.evaluate", {
			expression,
			target: { context: this.#context },
			awaitPromise: true,
			userActivation: true,
		});
		return (result as { value?: unknown } | undefined)?.value;
	}

	/** Moves the mouse over the element and presses its button, which stays down until {@link release}. */
	async press(selector: string): Promise<void> {
		const center = await this.evaluate(`(() => {
			const box = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect();
			return Math.round(box.x + box.width / 2) + " " + Math.round(box.y + box.height / 2);
		})()`);
		const [x, y] = String(center).split(" ").map(Number);
		await this.#point([
			{ type: "pointerMove", x, y },
			{ type: "pointerDown", button: 0 },
		]);
	}

	/** Lets the mouse's button go. */
	async release(): Promise<void> {
		await this.#point([{ type: "pointerUp", button: 0 }]);
	}

	/** A PNG of the page. */
	async screenshot(): Promise<Buffer> {
		const { data } = await this.#command("browsingContext.captureScreenshot", { context: this.#context });
		return Buffer.from(data as string, "base64");
	}

	async close(): Promise<void> {
		this.#socket.terminate();
		for (const child of this.#children) {
			child.kill("SIGKILL");
			if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
		}
		await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
	}

	async #point(actions: Record<string, unknown>[]): Promise<void> {
		const source = { type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions };
		await this.#command("input.performActions", { context: this.#context, actions: [source] });
	}

	async #command(method: string, params: Record<string, unknown>): Promise<Record<string, unknown>> {
		const id = ++this.#commands;
		const answered = new Promise<Record<string, unknown>>((resolve, reject) => {
			const timer = setTimeout(() => {
				this.#socket.off("message", listen);
				reject(new Error(`${method}: Firefox gave no answer for ${patience} ms`));
			}, patience);
			const listen = (data: Buffer): void => {
				const answer = JSON.parse(data.toString()) as Answer;
				if (answer.id !== id) return;
				this.#socket.off("message", listen);
				clearTimeout(timer);
				if (answer.type === "success") resolve(answer.result ?? {});
				else reject(new Error(`${method}: ${answer.message ?? "failed"}`));
			};
			this.#socket.on("message", listen);
		});
		this.#socket.send(JSON.stringify({ id, method, params }));
		return answered;
	}
}
