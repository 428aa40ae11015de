import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** What the simulator offers of the Moddable SDK, laid out like it: its `$(MODDABLE)`. */
export const simulatorSdk = join(root, "simulator", "xs", "sdk");

/** The XS engine's configuration, and the platform around it. simulator/xs/README.md says how they are compiled. */
export const simulatorXs = join(root, "simulator", "xs");

/** The XS engine's sources, as npm unpacks them. */
export const enginePackage = join(root, "node_modules", "@agoric", "xsnap", "moddable", "xs");

/** Everything that is built for the simulator. */
export const simulatorBuild = join(root, "build", "simulator");
