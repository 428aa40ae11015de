import type { LinkState } from "protocol/messages";
import type { Piece } from "link/connection";
import type { Link } from "link/link";

/** How an open link speaks: with headers and text, or as the original does. docs/protocol.md, "Two dialects". */
export type Dialect = "belltower" | "original";

/** Who is told what happens on a link. */
export interface LinkHandlers {
	/** The link is open, and can be written to. */
	opened(link: Link, dialect: Dialect): void;
	/** Bytes of a message have arrived; what is not read within the call stays. */
	readable(link: Link, count: number, piece: Piece): void;
	/** A message can be written. */
	writable(link: Link): void;
	/** The link has ended, for the reason given; it connects again by itself. */
	ended(link: Link, reason: string): void;
}

/** What a link is doing, and, where it waits, from when until when, in microseconds of the doorbell's clock. */
export interface LinkActivity {
	readonly state: LinkState;
	readonly from: number;
	readonly until: number;
}
