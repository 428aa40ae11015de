import type { Time } from "clock/time";
import type { ConnectionName } from "protocol/messages";
import type { Connect } from "link/connection";
import type { Network } from "link/network";
import type { Retry } from "link/retry";
import type { LinkTarget } from "link/target";

/** What a link needs. */
export interface LinkOptions {
	/** Which of the two connections this is. */
	name: ConnectionName;
	/** Undefined where none is known: the link stays closed. */
	target: LinkTarget | undefined;
	connect: Connect;
	time: Time;
	log: (text: string) => void;
	/** What the link needs to be up before it tries. Its `onChanged` has to call the link's `networkChanged`. */
	network?: Network;
	/** Told when what the link is doing has changed. */
	onChanged?: () => void;
	retry?: Retry;
}
