import type { Time, TimerHandle } from "clock/time";
import { messageOf } from "protocol/message-of";
import { parseAddress } from "link/address";
import type { Connect } from "link/connection";
import type { SettingsStore } from "settings/store";
import type { FoundNetwork, Radio } from "wifi/radio";
import type { Station } from "wifi/station";
import type { AccessPoint } from "provisioning/access-point";
import { FormError, parseForm } from "provisioning/form";
import type { HttpRequest } from "provisioning/http-request";
import { type HttpResponse, htmlResponse, redirect } from "provisioning/http-response";
import { tryHub } from "provisioning/hub-trial";
import { formPage, progressPage, type Step } from "provisioning/pages";

/** A page waits for somebody to enter things, they are tried, they work, or nobody came and the access point is closed. */
export type FirstStartPhase = "form" | "trying" | "done" | "closed";

/** What the first start needs. */
export interface FirstStartOptions {
	store: SettingsStore;
	radio: Radio;
	station: Station;
	/** Connects to a hub; takes whom to trust, as in the setting `ca`. */
	connect: (authorities: string) => Connect;
	time: Time;
	log: (text: string) => void;
	accessPoint: AccessPoint;
	/** Where the page is, such as `192.168.4.1`; phones that ask for anything else are sent there. */
	address: string;
	/** Told how far it is. */
	onPhase: (phase: FirstStartPhase) => void;
	/** The doorbell is set up, and the access point is closed. */
	onDone: () => void;
	/** The access point is closed, for nobody has come for so long. */
	onClosed: () => void;
}

const settled = Object.freeze(["hub", "token", "ca", "name", "device", "ssid", "password"] as const, true);
type Field = (typeof settled)[number];

/** How long the access point stays open when nobody asks it for anything, in milliseconds. */
const openFor = 15 * 60_000;
/** How long a phone has to show that all is well before the access point closes. */
const farewell = 6000;
/** How long the radio takes until it can look for networks. */
const settling = 1000;
/** How long the trial of Wi-Fi may take. */
const wifiPatience = 45_000;

/**
 * The first start: opens an access point, takes Wi-Fi and hub on a page, tries them, and stores them if they work. What
 * does not is said on the page. README.md, "First start".
 */
export class FirstStart {
	readonly #options: FirstStartOptions;
	#networks: readonly FoundNetwork[] = [];
	#entered: Partial<Record<Field, string>> = {};
	#problems: string[] = [];
	#offerSkip = false;
	#skip = false;
	#steps: Step[] = [];
	#phase: FirstStartPhase = "closed";
	#timer: TimerHandle | undefined;
	#patience: TimerHandle | undefined;
	#giveUp: () => void = () => undefined;

	constructor(options: FirstStartOptions) {
		this.#options = options;
	}

	/** Opens the access point. */
	start(): void {
		const { accessPoint, radio, log, address, store } = this.#options;
		const { values } = store;
		const { hub } = store.get(["hub"]).settings;
		this.#entered = {
			name: values.name,
			device: values.device ?? accessPoint.ssid.toLowerCase(),
			hub: typeof hub === "string" ? hub : "",
			ca: values.ca ?? "",
		};
		radio.openAccessPoint(accessPoint.ssid, accessPoint.password);
		this.#become("form");
		log(
			`first start: join the Wi-Fi network ${accessPoint.ssid} with the password ${accessPoint.password}, ` +
				`and open http://${address}/`,
		);
		this.#patience = this.#options.time.set(() => this.#scan(), settling);
		this.#stayOpen();
	}

	/** Closes the access point. */
	stop(): void {
		const { time, radio } = this.#options;
		if (this.#phase === "closed") return;
		this.#phase = "closed";
		time.clear(this.#timer);
		time.clear(this.#patience);
		this.#giveUp();
		radio.closeAccessPoint();
	}

	/** Answers a request. */
	handle(request: HttpRequest): HttpResponse {
		if (this.#phase === "form" || this.#phase === "trying") this.#stayOpen();
		const { method, path } = request;
		const isOurs = path === "/" || path === "/progress" || path === "/scan";
		if (!isOurs) return redirect(`http://${this.#options.address}/`);
		if (this.#phase !== "form") return this.#progress(path);
		if (method === "POST") {
			if (!this.#isFromHere(request)) return redirect("/");
			if (!this.#take(request.body)) return redirect("/");
			if (path === "/scan") this.#scan();
			else this.#submit();
			return redirect(this.#isTrying ? "/progress" : "/");
		}
		return path === "/" ? htmlResponse(this.#form()) : redirect("/");
	}

	get #isTrying(): boolean {
		return this.#phase === "trying";
	}

	#progress(path: string): HttpResponse {
		if (path !== "/progress") return redirect("/progress");
		return htmlResponse(progressPage(this.#steps, this.#phase === "done"));
	}

	#form(): string {
		const { password, token, ...values } = this.#entered;
		return formPage({
			networks: this.#networks,
			values,
			kept: { password: !!password, token: !!token },
			problems: this.#problems,
			offerSkip: this.#offerSkip,
		});
	}

	/** A page elsewhere may not send the form in its visitor's name. */
	#isFromHere({ headers }: HttpRequest): boolean {
		const origin = headers.get("origin");
		return origin === undefined || origin === "null" || origin === `http://${headers.get("host") ?? ""}`;
	}

	/** Takes what was entered; false where it can't be read. */
	#take(body: Uint8Array): boolean {
		this.#problems = [];
		try {
			this.#enter(parseForm(body));
			return true;
		} catch (error) {
			if (!(error instanceof FormError)) throw error;
			this.#problems = [`the form could not be read: ${error.message}`];
			return false;
		}
	}

	#submit(): void {
		if (!this.#entered.ssid) this.#problems.push("choose a Wi-Fi network, or enter its name");
		for (const name of settled) this.#check(name);
		if (this.#problems.length === 0) this.#try();
	}

	/** A secret that is left empty is the one that was entered before for the same network or hub. */
	#enter(form: Map<string, string>): void {
		const before = this.#entered;
		const given = (name: string): string => (form.get(name) ?? "").trim();
		const ssid = given("other") || (form.get("ssid") ?? "");
		const hub = given("hub");
		const password = form.get("password") ?? "";
		const token = given("token");
		this.#entered = {
			ssid,
			hub,
			password: password || (ssid === before.ssid ? (before.password ?? "") : ""),
			token: token || (hub === before.hub ? (before.token ?? "") : ""),
			ca: given("ca"),
			name: given("name") || "Doorbell",
			device: given("device"),
		};
		this.#skip = form.get("skip") === "yes";
	}

	#check(name: Field): void {
		try {
			this.#options.store.check({ [name]: this.#entered[name] ?? "" });
		} catch (error) {
			this.#problems.push(messageOf(error));
		}
	}

	#try(): void {
		const { station, log } = this.#options;
		const { ssid = "", password = "" } = this.#entered;
		log("first start: trying what was entered");
		this.#become("trying");
		this.#offerSkip = false;
		const wifi: Step = { name: "Wi-Fi", state: "running", sentence: "" };
		this.#steps = [wifi, { name: "Hub", state: "waiting", sentence: "" }];
		station.onChanged = () => {
			if (station.up) this.#tryHub(wifi);
			else if (!station.reason.startsWith("joining")) this.#failed(wifi, station.reason);
		};
		this.#wait(() => this.#failed(wifi, "this takes too long"), wifiPatience);
		station.start(ssid, password);
	}

	#tryHub(wifi: Step): void {
		const { connect, time, log } = this.#options;
		const { hub, token = "", device = "", ca = "" } = this.#entered;
		const [, step] = this.#steps;
		time.clear(this.#patience);
		this.#options.station.onChanged = () => undefined;
		if (!step) return;
		wifi.state = "done";
		step.state = "running";
		const target = { address: parseAddress(hub), device, token };
		this.#giveUp = tryHub(connect(ca), target, (problem) => {
			this.#giveUp = () => undefined;
			if (problem === undefined) step.state = "done";
			else if (!this.#skip) {
				this.#offerSkip = true;
				this.#failed(step, problem);
				return;
			} else {
				step.state = "failed";
				step.sentence = problem;
				log(`first start: Hub: ${problem}; it is kept as was asked`);
			}
			this.#store(step);
		});
	}

	#store(step: Step): void {
		const { store, time, log } = this.#options;
		try {
			store.set(this.#entered);
		} catch (error) {
			this.#failed(step, messageOf(error));
			return;
		}
		log("first start: the doorbell is set up");
		this.#become("done");
		time.clear(this.#timer);
		this.#timer = time.set(() => {
			this.stop();
			this.#options.onDone();
		}, farewell);
	}

	#failed(step: Step, problem: string): void {
		const { station, time, log } = this.#options;
		time.clear(this.#patience);
		station.onChanged = () => undefined;
		station.stop();
		step.state = "failed";
		log(`first start: ${step.name}: ${problem}`);
		this.#problems = [`${step.name}: ${problem}`];
		this.#become("form");
	}

	#become(phase: FirstStartPhase): void {
		this.#phase = phase;
		this.#options.onPhase(phase);
	}

	#scan(): void {
		const { radio, log } = this.#options;
		try {
			radio.scan((networks) => (this.#networks = networks));
		} catch (error) {
			log(`first start: no networks can be looked for now: ${messageOf(error)}`);
		}
	}

	#stayOpen(): void {
		const { time, log, onPhase, onClosed } = this.#options;
		time.clear(this.#timer);
		this.#timer = time.set(() => {
			log("first start: nobody has come; the access point is closed until the doorbell is switched on again");
			this.stop();
			onPhase("closed");
			onClosed();
		}, openFor);
	}

	#wait(then: () => void, milliseconds: number): void {
		const { time } = this.#options;
		time.clear(this.#patience);
		this.#patience = time.set(then, milliseconds);
	}
}
