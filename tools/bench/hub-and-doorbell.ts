import { BelltowerProcess } from "../../tests/support/belltower-process";
import { freePort } from "../../tests/support/free-port";
import { until } from "../../tests/support/until";
import { descendants } from "./process-usage";

/** A hub and a simulated doorbell, each in a process of its own, so that what each uses can be told apart. */
export class HubAndDoorbell {
	/** `ws://HOST:PORT` */
	readonly address: string;
	readonly hub: BelltowerProcess;
	readonly doorbell: BelltowerProcess;
	#doorbellPid = 0;

	private constructor(port: string) {
		this.address = `ws://127.0.0.1:${port}`;
		this.hub = new BelltowerProcess(["--hub-only", "--port", port]);
		this.doorbell = new BelltowerProcess(["--device-only", "--hub", this.address]);
	}

	/** Starts both, gives them to `use` once they are connected, and ends them. */
	static async during(use: (both: HubAndDoorbell) => Promise<void>): Promise<void> {
		const both = new HubAndDoorbell(String(await freePort()));
		try {
			await both.hub.printed(/http:\/\//);
			await both.doorbell.printed(/link video: open/);
			const program = await until("the doorbell's process", () =>
				descendants(both.doorbell.pid).find(({ command }) => command.includes("--config")),
			);
			both.#doorbellPid = program.pid;
			await use(both);
		} finally {
			await both.doorbell.destroy();
			await both.hub.destroy();
		}
	}

	/** The process that runs the firmware. */
	get doorbellPid(): number {
		return this.#doorbellPid;
	}
}
