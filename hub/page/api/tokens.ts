import { ask, at } from "./http";

/** Lets a program in, at the standard doors of all doorbells or of some. */
export interface AccessToken {
	id: string;
	name: string;
	/** The doorbells it is good for; all if absent or null. */
	devices?: string[] | null;
	/** ms since 1970 */
	created?: number;
	lastUsed?: number | null;
}

export interface NewAccessToken extends AccessToken {
	/** Shown this once. */
	token: string;
}

export const listTokens = async (): Promise<AccessToken[]> =>
	(await ask<{ tokens: AccessToken[] }>("GET", "tokens")).tokens;
export const addToken = (name: string, devices: string[]): Promise<NewAccessToken> =>
	ask("POST", "tokens", { name, ...(devices.length > 0 && { devices }) });
export const revokeAccess = (id: string): Promise<unknown> => ask("DELETE", at("tokens", id));
