import type { FoundNetwork, Radio, RadioEvent } from "wifi/radio";

/** A radio whose air is the test's. */
export class FakeRadio implements Radio {
	onEvent: (event: RadioEvent) => void = () => undefined;
	networks: FoundNetwork[] = [{ ssid: "Home", signal: -50, open: false }];
	/** What was asked of it, in order. */
	readonly asked: string[] = [];
	#found: ((networks: FoundNetwork[]) => void) | undefined;

	join(ssid: string, password: string): void {
		this.asked.push(`join ${ssid} ${password}`);
	}
	leave(): void {
		this.asked.push("leave");
	}
	scan(found: (networks: FoundNetwork[]) => void): void {
		this.asked.push("scan");
		this.#found = found;
	}
	/** Tells what the scan has found. */
	find(): void {
		this.#found?.(this.networks);
	}
	openAccessPoint(ssid: string, password: string): void {
		this.asked.push(`open ${ssid} ${password}`);
	}
	closeAccessPoint(): void {
		this.asked.push("close");
	}
	/** Tells what happens. */
	tell(...events: RadioEvent[]): void {
		for (const event of events) this.onEvent(event);
	}
}
