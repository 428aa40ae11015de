import { asHubError, HubError } from "../common/errors";
import type { Log } from "../common/log";
import { isObject, type TextMessage } from "../common/text";
import type { Device } from "../devices/device";
import type { FirmwareStore } from "../firmware/firmware-store";
import type { DeviceUpdateState, Update } from "../wire/viewer";
import { chooseDoorbells, type Doorbells } from "./choose-doorbells";
import { IN_HAND, type Progress, readEvent, readHello, readRefusal } from "./doorbell-progress";
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
		const devices = chooseDoorbells(this.#doorbells, wanted, firmware.board);
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
			this.#store.settle(id, "canceled");
			for (const { device, state } of update.devices) if (isLoading(state)) void this.#recall(update, device);
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
		if (state !== undefined && IN_HAND.includes(state) && isObject(said)) {
			const progress = readHello(said, update.version);
			if (progress) this.#note(update, device.id, progress);
		}
		this.#advance(update.id);
	};

	/** A doorbell tells how far its update is. */
	readonly onEvent = (device: Device, event: string, message: TextMessage): void => {
		if (event !== "update") return;
		const progress = readEvent(message);
		const update = this.#store.of(device.id);
		if (!update && progress?.state === "loading") this.#recallLate(device, message["version"]);
		if (!update || message["version"] !== update.version) return;
		const known = stateOf(update, device.id);
		if (progress && known !== "done" && known !== "failed") this.#note(update, device.id, progress);
	};

	/** To be called now and then: gives up doorbells that are silent, and goes on with those that have come back. */
	tick(now = Date.now()): void {
		for (const update of this.#store.unsettled()) {
			for (const { device, state, changed } of update.devices) {
				const limit = state === "trial" ? this.#timing.trial : this.#timing.loading;
				if (!IN_HAND.includes(state) || now - changed < limit) continue;
				const seconds = Math.round(limit / 1000);
				this.#note(update, device, {
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
		this.#note(update, device.id, { state: "asked", received: 0, size }, false);
		const url = `/api/firmware/${update.firmware}/image`;
		try {
			await device.request("update", { url, size, sha256, version, board, force: update.force });
		} catch (thrown) {
			const refusal = readRefusal(asHubError(thrown), size);
			this.#note(update, device.id, refusal, refusal.state !== "waiting");
		}
	}

	/** Tells a doorbell to load no further; one that has loaded all goes on. */
	async #recall(update: Update, device: string): Promise<void> {
		const message = "the roll-out was stopped while it was loading";
		this.#note(update, device, { state: "failed", received: 0, size: 0, code: "canceled", message }, false);
		try {
			await this.#doorbells.get(device)?.request("update.cancel");
		} catch (error) {
			if (asHubError(error).code === "already-updating")
				this.#note(update, device, { state: "trial", received: 0, size: 0 }, false);
			else this.#log.warn({ device, error }, "the update was not canceled");
		}
	}

	/** A doorbell that could not be told in time that its update is canceled, and loads on, is told now. */
	#recallLate(device: Device, version: unknown): void {
		const canceled = this.#store.lastOf(device.id);
		if (canceled?.state !== "canceled" || canceled.version !== version) return;
		const { code } = canceled.devices.find((each) => each.device === device.id) ?? {};
		if (code === "canceled") void this.#recall(canceled, device.id);
	}

	#note(update: Update, device: string, progress: Progress, advance = true): void {
		const { id, version } = update;
		const { state, code, message } = progress;
		const before = stateOf(this.get(id), device);
		this.#store.change(id, device, progress);
		if (before !== state) {
			const fields = { update: id, device, version, ...(code && { code }) };
			if (state === "failed") this.#log.warn(fields, `an update has failed: ${message ?? ""}`);
			else this.#log.info(fields, `update: ${state}`);
		}
		this.#onChange(this.get(id));
		if (advance && before !== state) this.#advance(id);
	}

	#end(update: Update, state: Update["state"]): void {
		this.#store.settle(update.id, state);
		this.#log.info({ update: update.id, version: update.version }, `the roll-out is ${state}`);
		this.#onChange(this.get(update.id));
	}
}

const isLoading = (state: DeviceUpdateState): boolean => state === "asked" || state === "loading";

function stateOf(update: Update, device: string): DeviceUpdateState | undefined {
	return update.devices.find((each) => each.device === device)?.state;
}
