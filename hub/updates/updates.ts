import { asHubError, HubError } from "../common/errors";
import type { Log } from "../common/log";
import { isObject, type TextMessage } from "../common/text";
import type { Device } from "../devices/device";
import type { FirmwareStore } from "../firmware/firmware-store";
import type { DeviceUpdate, DeviceUpdateState, Update } from "../wire/viewer";
import type { UpdatePlan, UpdateStore } from "./update-store";

/** What somebody asks for. */
export interface UpdateRequest {
	firmware: string;
	/** All doorbells of the firmware's board, or these. */
	devices: "all" | readonly string[];
	/** How many are updated at the same time. */
	atOnce: number;
	stopOnFailure: boolean;
	/** Whether older versions, the same, and such that have failed are taken, too. */
	force: boolean;
}

/** Milliseconds. */
export interface UpdateTiming {
	/** A doorbell that loads and says nothing for so long has failed. */
	loading: number;
	/** A doorbell that has restarted must come back and prove its new firmware within this time. */
	trial: number;
}

export const UPDATE_TIMING: UpdateTiming = { loading: 10 * 60_000, trial: 15 * 60_000 };

/** The doorbells, as roll-outs see them. */
export interface Doorbells extends Iterable<Device> {
	get(id: string): Device | undefined;
}

const PHASES: Readonly<Record<string, DeviceUpdateState>> = {
	accepted: "loading",
	downloading: "loading",
	verifying: "loading",
	restarting: "trial",
	trial: "trial",
	confirmed: "done",
	refused: "failed",
	failed: "failed",
	"rolled-back": "failed",
};
const IN_HAND: readonly DeviceUpdateState[] = ["asked", "loading", "trial"];

/**
 * Brings firmware to doorbells, in stages: so many at a time, and no more once one has failed, if that was asked for. All is
 * stored, so that a roll-out goes on when the hub is started again.
 */
export class Updates {
	readonly #store: UpdateStore;
	readonly #firmware: FirmwareStore;
	readonly #doorbells: Doorbells;
	readonly #log: Log;
	readonly #timing: UpdateTiming;
	#onChange: (update: Update) => void = () => undefined;

	constructor(
		store: UpdateStore,
		firmware: FirmwareStore,
		doorbells: Doorbells,
		log: Log,
		timing = UPDATE_TIMING,
	) {
		this.#store = store;
		this.#firmware = firmware;
		this.#doorbells = doorbells;
		this.#log = log;
		this.#timing = timing;
	}

	/** Has `listener` told of each roll-out that has changed. */
	onChange(listener: (update: Update) => void): void {
		this.#onChange = listener;
	}

	/** Newest first. */
	list(): Update[] {
		return this.#store.list();
	}

	/** @throws HubError `not-found` */
	get(id: string): Update {
		return this.#store.get(id);
	}

	/** Those that run. */
	running(): Update[] {
		return this.#store.running();
	}

	/**
	 * Begins a roll-out.
	 * @throws HubError `not-found`, `unknown-device`, `wrong-board`, `in-use` if a doorbell is in another that runs
	 */
	begin({ firmware: id, devices: wanted, atOnce, stopOnFailure, force }: UpdateRequest): Update {
		const firmware = this.#firmware.get(id);
		const devices = this.#choose(wanted, firmware.board);
		const busy = devices.find((device) => this.#store.of(device));
		if (busy !== undefined)
			throw new HubError(
				"in-use",
				`the doorbell ${busy} is in a roll-out that runs; wait for it or cancel it`,
			);
		const { version, board } = firmware;
		const plan: UpdatePlan = { firmware: id, version, board, devices, atOnce, stopOnFailure, force };
		const update = this.#store.add(plan);
		this.#log.info({ update: update.id, version, devices: devices.length }, "a roll-out begins");
		this.#advance(update.id);
		return this.get(update.id);
	}

	/** Ends a roll-out: what loads is told to stop, what is on trial goes on. @throws HubError `not-found` */
	cancel(id: string): Update {
		const update = this.get(id);
		if (update.state === "running") {
			for (const { device, state } of update.devices)
				if (state === "asked" || state === "loading")
					this.#doorbells
						.get(device)
						?.request("update.cancel")
						.catch((error: unknown) => this.#log.warn({ device, error }, "the update was not canceled"));
			this.#store.settle(id, "canceled");
			this.#onChange(this.get(id));
		}
		return this.get(id);
	}

	/** A doorbell has said hello: it says what runs there. */
	readonly onHello = (device: Device, message: TextMessage): void => {
		const update = this.#store.of(device.id);
		if (!update) return;
		const state = stateOf(update, device.id);
		const said = message["update"];
		if (state !== undefined && IN_HAND.includes(state) && isObject(said))
			this.#compare(update, device.id, said);
		this.#advance(update.id);
	};

	/** A doorbell tells how far its update is. */
	readonly onEvent = (device: Device, event: string, message: TextMessage): void => {
		if (event !== "update") return;
		const { phase, version, received, size, code, message: sentence } = message;
		const state = typeof phase === "string" ? PHASES[phase] : undefined;
		const update = this.#store.of(device.id);
		const known = update && stateOf(update, device.id);
		if (
			!update ||
			version !== update.version ||
			state === undefined ||
			known === "done" ||
			known === "failed"
		)
			return;
		const faulty = state === "failed";
		this.#note(update, {
			device: device.id,
			state,
			received: typeof received === "number" ? received : 0,
			size: typeof size === "number" ? size : 0,
			...(typeof code === "string" && { code }),
			...(typeof sentence === "string" && { message: sentence }),
			...(faulty && typeof code !== "string" && { code: "failed" }),
		});
	};

	/** To be called now and then: gives up doorbells that are silent, and goes on with those that have come back. */
	tick(now = Date.now()): void {
		for (const update of this.#store.running()) {
			for (const { device, state, changed } of update.devices) {
				const limit = state === "trial" ? this.#timing.trial : this.#timing.loading;
				if (!IN_HAND.includes(state) || now - changed < limit) continue;
				const seconds = Math.round(limit / 1000);
				this.#note(update, {
					device,
					state: "failed",
					received: 0,
					size: 0,
					code: "silent",
					message: `the doorbell has said nothing of its update for ${seconds} s`,
				});
			}
			this.#advance(update.id);
		}
	}

	#choose(wanted: UpdateRequest["devices"], board: string): string[] {
		if (wanted === "all") {
			const found = [...this.#doorbells].filter((device) => device.summary.board === board);
			if (found.length === 0)
				throw new HubError("unknown-device", `no doorbell is known that has the board ${board}`);
			return found.map(({ id }) => id);
		}
		for (const id of wanted) {
			const device = this.#doorbells.get(id);
			if (!device) throw new HubError("unknown-device", `no doorbell ${id} is known`);
			const { board: its } = device.summary;
			if (its !== "" && its !== board)
				throw new HubError(
					"wrong-board",
					`the doorbell ${id} has the board ${its}; the firmware is for ${board}`,
				);
		}
		return [...new Set(wanted)];
	}

	/** Asks as many doorbells as may be, in their order; ends a roll-out when all are through. */
	#advance(id: string): void {
		const update = this.get(id);
		if (update.state !== "running") return;
		const count = (states: readonly DeviceUpdateState[]): number =>
			update.devices.filter(({ state }) => states.includes(state)).length;
		if (count(["waiting", ...IN_HAND]) === 0) {
			this.#end(update, count(["failed"]) > 0 ? "failed" : "done");
			return;
		}
		if (update.stopOnFailure && count(["failed"]) > 0) {
			if (count(IN_HAND) === 0) this.#end(update, "stopped");
			return;
		}
		let room = update.atOnce - count(IN_HAND);
		for (const { device, state } of update.devices) {
			if (room <= 0) return;
			const doorbell = this.#doorbells.get(device);
			if (state !== "waiting" || !doorbell?.online) continue;
			room--;
			void this.#ask(update, doorbell);
		}
	}

	async #ask(update: Update, device: Device): Promise<void> {
		const { size, sha256, version, board } = this.#firmware.get(update.firmware);
		this.#note(update, { device: device.id, state: "asked", received: 0, size }, false);
		const url = `/api/firmware/${update.firmware}/image`;
		try {
			await device.request("update", { url, size, sha256, version, board, force: update.force });
		} catch (thrown) {
			const { code, message } = asHubError(thrown);
			const states: Readonly<Record<string, DeviceUpdateState>> = {
				"same-version": "done",
				offline: "waiting",
			};
			this.#note(update, {
				device: device.id,
				state: states[code] ?? "failed",
				received: 0,
				size,
				code,
				message,
			});
		}
	}

	/** What a doorbell says in its hello tells how an update ended whose end was not heard. */
	#compare(update: Update, device: string, said: Record<string, unknown>): void {
		const { version, trial, refused } = said;
		if (version === update.version) {
			this.#note(update, { device, state: trial === true ? "trial" : "done", received: 0, size: 0 });
		} else if (isObject(refused) && refused["version"] === update.version) {
			const { code, message } = refused;
			this.#note(update, {
				device,
				state: "failed",
				received: 0,
				size: 0,
				code: typeof code === "string" ? code : "failed",
				message: typeof message === "string" ? message : "the update was rolled back",
			});
		}
	}

	#note(update: Update, change: Omit<DeviceUpdate, "changed">, advance = true): void {
		const { device, ...rest } = change;
		const before = stateOf(this.get(update.id), device);
		this.#store.change(update.id, device, rest);
		if (before !== rest.state) {
			const fields = {
				update: update.id,
				device,
				version: update.version,
				...(rest.code && { code: rest.code }),
			};
			if (rest.state === "failed") this.#log.warn(fields, `an update has failed: ${rest.message ?? ""}`);
			else this.#log.info(fields, `update: ${rest.state}`);
		}
		this.#onChange(this.get(update.id));
		if (advance && before !== rest.state) this.#advance(update.id);
	}

	#end(update: Update, state: Update["state"]): void {
		this.#store.settle(update.id, state);
		this.#log.info({ update: update.id, version: update.version }, `the roll-out is ${state}`);
		this.#onChange(this.get(update.id));
	}
}

function stateOf(update: Update, device: string): DeviceUpdateState | undefined {
	return update.devices.find((each) => each.device === device)?.state;
}
