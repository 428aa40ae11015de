import type { CommandHandlers } from "protocol/handlers";
import type { Capability, Hello } from "protocol/messages";

/** What another module adds to a doorbell, which knows nothing of its insides. */
export interface Feature {
	/** What `hello` says that the doorbell can do. */
	readonly capability: Capability;
	/** Carry out the commands that belong to it. */
	readonly handlers: CommandHandlers;
	/** What it adds to `hello`; asked for each. */
	hello?(): Pick<Hello, "update">;
}
