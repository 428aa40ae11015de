import type { TextMessage } from "../common/text";
import type { DoorbellStats, LightMessage } from "../wire/viewer";
import { HubError } from "../common/errors";
import { readColors } from "./doorbell-says";

/** What a doorbell has told of how it is, on the connection that it has. */
export class Told {
	readonly #device: string;
	/** As docs/protocol.md lists them; empty before it has told. */
	state = "";
	stats: DoorbellStats | null = null;
	#colors: string[] = [];

	/** @param device its ID */
	constructor(device: string) {
		this.#device = device;
	}

	/** What its light shows. */
	get light(): LightMessage {
		return { type: "light", device: this.#device, colors: this.#colors };
	}

	/** Takes an event `light`. @throws HubError `bad-argument` */
	takeLight(message: TextMessage): void {
		const colors = readColors(message["colors"]);
		if (!colors) {
			throw new HubError(
				"bad-argument",
				'"colors" of the event light must be an array of colors as "#rrggbb"',
			);
		}
		this.#colors = colors;
	}

	/** The connection has ended: nothing of it holds any more. */
	reset(): void {
		this.state = "";
		this.stats = null;
		this.#colors = [];
	}
}
