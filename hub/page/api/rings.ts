import type { Ring } from "../../wire/viewer";
import { ask, at } from "./http";

/** Which rings to list: the newest `limit` of those before a moment. */
export interface RingQuery {
	device?: string | undefined;
	/** ms since 1970 */
	before?: number | undefined;
	limit?: number;
}

export async function listRings({ device, before, limit = 50 }: RingQuery): Promise<Ring[]> {
	const query = new URLSearchParams({ limit: String(limit) });
	if (device !== undefined) query.set("device", device);
	if (before !== undefined) query.set("before", String(before));
	return (await ask<{ rings: Ring[] }>("GET", `rings?${query.toString()}`)).rings;
}

export const removeRing = (id: string): Promise<unknown> => ask("DELETE", at("rings", id));

/** Where the picture is that was taken when it rang. */
export const ringSnapshot = (id: string): string => `api/${at("rings", id, "snapshot.jpg")}`;
