import type { Time } from "clock/time";
import type { ConnectionName } from "protocol/messages";
import type { Connect } from "link/connection";
import type { LinkHandlers } from "link/handlers";
import { Link } from "link/link";
import type { Network } from "link/network";
import type { LinkTarget } from "link/target";
import type { Settings } from "settings/settings";

/** What links need. */
export interface LinksOptions {
	settings: Pick<Settings, "hub" | "device" | "token" | "ca">;
	connect: Connect;
	time: Time;
	log: (text: string) => void;
	/** What the links need to be up; one that is always up by default. */
	network?: Network | undefined;
	/** Told when what the audio connection is doing has changed. */
	onChanged: () => void;
}

/** The two connections to the one server. Where and as whom they connect counts from the start until the end. */
export class Links {
	readonly audio: Link;
	readonly video: Link;
	/** Undefined where the settings name none that is valid: nothing is connected to. */
	readonly target: LinkTarget | undefined;

	constructor({ settings, network, onChanged, ...common }: LinksOptions) {
		this.target = targetOf(settings);
		const make = (name: ConnectionName): Link =>
			new Link({
				...common,
				name,
				target: this.target,
				...(network && { network }),
				...(name === "audio" && { onChanged }),
			});
		this.audio = make("audio");
		this.video = make("video");
		if (network)
			network.onChanged = () => {
				this.audio.networkChanged();
				this.video.networkChanged();
			};
	}

	/** Connects, and goes on connecting. */
	start(audio: LinkHandlers, video: LinkHandlers): void {
		this.audio.start(audio);
		this.video.start(video);
	}

	/** Closes both connections for good, as one that goes away. */
	stop(cause: string): void {
		this.audio.stop(1001, cause);
		this.video.stop(1001, cause);
	}

	/** Waits no longer, where a connection waits. */
	tryNow(): void {
		this.audio.tryNow();
		this.video.tryNow();
	}
}

function targetOf({ hub, device, token, ca }: LinksOptions["settings"]): LinkTarget | undefined {
	const valid = hub && device !== undefined && token !== undefined && ca !== undefined;
	return valid ? { address: hub, device, token } : undefined;
}
