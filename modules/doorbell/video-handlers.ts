import type { Piece } from "link/connection";
import type { Dialect, LinkHandlers } from "link/handlers";
import type { Link } from "link/link";
import { discard } from "link/message-buffer";
import type { MalformedReporter } from "doorbell/malformed";
import type { Pumps } from "doorbell/streams";

/** What the handlers need. */
export interface VideoHandlersOptions {
	pumps: Pick<Pumps, "camera">;
	malformed: MalformedReporter;
	onOpened: (dialect: Dialect) => void;
	onEnded: (reason: string) => void;
}

/** The video connection: pictures to the server, and nothing the other way. */
export class VideoHandlers implements LinkHandlers {
	readonly #options: VideoHandlersOptions;

	constructor(options: VideoHandlersOptions) {
		this.#options = options;
	}

	opened(_link: Link, dialect: Dialect): void {
		this.#options.pumps.camera?.reset();
		this.#options.onOpened(dialect);
	}

	readable(link: Link, count: number, { more }: Piece): void {
		discard(link, count);
		if (!more)
			this.#options.malformed.add("unexpected-message", "nothing goes to a doorbell on this connection");
	}

	writable(): void {
		this.#options.pumps.camera?.pump();
	}

	ended(_link: Link, reason: string): void {
		this.#options.onEnded(reason);
	}
}
