import { readFileSync } from "node:fs";

const description = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
	version: string;
};

/** The hub's version, the project's own. */
export const VERSION = description.version;
