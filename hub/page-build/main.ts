import { buildPage } from "./build";

/* For where the hub may not write to its own folder: what is built before need not be built at its start. */
await buildPage();
