import type { DeviceSummary } from "../wire/viewer";
import type { ConnectionState } from "./connection";
import type { DrawnPicture } from "./picture";
import { element, setText } from "./dom";
import { duration } from "./words";

/** A picture that is followed by none for this long is said to be old, milliseconds. */
const STALE = 2000;

/** What happened within this time happened just now, milliseconds. */
const RECENT = 10_000;

/** What the stage needs to know. */
export interface StageView {
	connection: ConnectionState;
	/** When the next attempt to connect is made, as performance.now() says. */
	retry: number | undefined;
	/** How many doorbells there are; undefined before the hub said so. */
	devices: number | undefined;
	device: DeviceSummary | undefined;
	picture: DrawnPicture | undefined;
	/** Milliseconds from capture to drawing, NaN if it is not known. */
	age: number;
	/** Why the doorbell sends no pictures, if it said so. */
	fault: string;
	/** Who talks, in a sentence; empty if nobody does. */
	talking: string;
}

/** The picture's frame: what is written over it, and what is said when there is none. */
export class Stage {
	readonly #stage = element("stage", HTMLElement);
	readonly #canvas = element("picture", HTMLCanvasElement);
	readonly #name = element("door-name", HTMLElement);
	readonly #live = element("live", HTMLElement);
	readonly #liveText = element("live-text", HTMLElement);
	readonly #format = element("format", HTMLElement);
	readonly #state = element("state", HTMLElement);
	readonly #cover = element("cover", HTMLElement);
	readonly #title = element("cover-title", HTMLElement);
	readonly #text = element("cover-text", HTMLElement);
	readonly #retry = element("retry", HTMLButtonElement);

	/** @param onRetry called when the person does not want to wait for the next attempt */
	constructor(onRetry: () => void) {
		this.#retry.addEventListener("click", onRetry);
		const fullScreen = element("full-screen", HTMLButtonElement);
		fullScreen.hidden = !document.fullscreenEnabled;
		fullScreen.addEventListener("click", () => {
			void (document.fullscreenElement ? document.exitFullscreen() : this.#stage.requestFullscreen());
		});
	}

	/** To be called several times a second. */
	show(view: StageView): void {
		const { device, picture } = view;
		const name = device?.name ?? "Doorbell";
		setText(this.#name, name);
		document.title = device ? `${name} · Belltower` : "Belltower";
		this.#canvas.setAttribute("aria-label", `Live picture from ${name}`);
		const still = picture ? performance.now() - picture.drawnAt : Infinity;
		const flows = view.connection === "open" && device?.online === true && picture !== undefined;
		const isLive = flows && still < STALE;
		this.#live.dataset["live"] = String(isLive);
		if (isLive) setText(this.#liveText, Number.isNaN(view.age) ? "Live" : `Live · ${duration(view.age)}`);
		else setText(this.#liveText, picture ? `${duration(still)} ago` : "No picture");
		this.#format.hidden = !picture;
		if (picture) setText(this.#format, `${picture.width} × ${picture.height}`);
		this.#state.hidden = view.talking === "";
		setText(this.#state, view.talking);
		this.#showCover(view);
	}

	#showCover(view: StageView): void {
		const [title, text] = coverOf(view);
		this.#cover.hidden = title === "";
		setText(this.#title, title);
		setText(this.#text, text);
		this.#retry.hidden = view.connection !== "lost" || view.retry === undefined;
	}
}

/** What to say in place of a picture: a title and a sentence; no title when there is a picture to see. */
function coverOf({ connection, retry, devices, device, picture, fault }: StageView): [string, string] {
	if (connection === "sign-in") return ["Sign in to see your door", ""];
	if (connection === "lost") {
		const wait = retry === undefined ? 0 : Math.max(0, retry - performance.now());
		const next = wait > 500 ? `Trying again in ${Math.ceil(wait / 1000)} s.` : "Trying again…";
		return ["The hub can’t be reached", next];
	}
	if (connection === "connecting" || devices === undefined) return ["Connecting to the hub…", ""];
	if (devices === 0 || !device) {
		const address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}`;
		return ["No doorbell has come yet", `Point yours at ${address}. It appears here by itself.`];
	}
	if (!device.online) {
		const gone = Date.now() - device.since;
		const since = gone < RECENT ? "just now" : `${duration(gone)} ago`;
		return [`${device.name} is offline`, `It went ${since}. When it comes back, it appears here by itself.`];
	}
	if (picture) return ["", ""];
	if (fault) return ["No picture", fault];
	return ["Waiting for the first picture…", ""];
}
