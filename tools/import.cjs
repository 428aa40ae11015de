"use strict";

/* Apart from launch.cjs, because an old Node cannot even read this syntax. */

const { pathToFileURL } = require("node:url");

/** Imports the TypeScript file at a path. A program that cannot be loaded ends the process. */
module.exports = async function importTypeScript(file) {
	const { register } = await import("tsx/esm/api");
	register();
	await import(pathToFileURL(file).href);
};
