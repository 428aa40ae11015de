import type { FlowTiming } from "../relay/flow";
import type { TextMessage } from "../common/text";
import type { Device } from "./device";

/** Is told what happens to a doorbell. */
export interface DeviceListener {
	/** What `summary` says has changed. */
	onChange(device: Device): void;
	/** The doorbell has said hello; `message` is all of it. */
	onHello(device: Device, message: TextMessage): void;
	/** The doorbell says that something has happened; `message` is all of it. */
	onEvent(device: Device, event: string, message: TextMessage): void;
	/** The doorbell has come (its first connection) or gone (its last). */
	onPresence(device: Device): void;
}

/** Milliseconds. */
export interface DeviceTiming extends FlowTiming {
	/** How long a doorbell may take to answer a command. */
	answer: number;
}
