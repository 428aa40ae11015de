import { fileURLToPath } from "node:url";

/** Where `buildPage` puts the page and the server finds it. */
export const PAGE_FOLDER = fileURLToPath(new URL("../../build/page", import.meta.url));
