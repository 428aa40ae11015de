import { fileURLToPath } from "node:url";
import type { ChurnResult } from "./churn";
import { LineProcess } from "./line-process";

/** What viewers received. */
export interface Received {
	/** Of each picture, from the doorbell's send to the viewer's receipt, microseconds each. */
	readonly delays: readonly number[];
}

/** The process of the viewers. */
export class ViewersProcess {
	readonly #process = LineProcess.typescript(fileURLToPath(new URL("viewers-process.ts", import.meta.url)));

	/** Opens viewers, of which each watches one of the devices in turn. */
	async open(port: number, count: number, ...devices: string[]): Promise<void> {
		await this.#process.ask(["open", port, count, ...devices].join(" "));
	}

	/** Counts anew. */
	async mark(): Promise<void> {
		await this.#process.ask("mark");
	}

	/** What has come from the server at this port since `mark`. */
	async read(port: number): Promise<Received> {
		return (await this.#process.ask(`read ${port}`)) as Received;
	}

	/** Has viewers come and go for a time. @returns what came of it */
	async churn(port: number, count: number, seconds: number, device: string): Promise<ChurnResult> {
		return (await this.#process.ask(["churn", port, count, seconds, device].join(" "))) as ChurnResult;
	}

	async close(): Promise<void> {
		await this.#process.ask("close");
	}

	end(): Promise<void> {
		return this.#process.end();
	}
}
