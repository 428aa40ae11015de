import type { Network } from "link/network";

/** A network that goes down and comes back when the test says so. */
export class FakeNetwork implements Network {
	up = true;
	reason = "";
	onChanged: () => void = () => undefined;

	down(reason: string): void {
		this.up = false;
		this.reason = reason;
		this.onChanged();
	}

	back(): void {
		this.up = true;
		this.reason = "";
		this.onChanged();
	}
}
