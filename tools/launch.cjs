"use strict";

/*
 * Starts a program written in TypeScript in this process, so that signals reach it. In the oldest JavaScript, so that an
 * old Node can say that it is old.
 */

var fs = require("fs");
var path = require("path");

/** Ends the process with a sentence. */
function refuse(sentence) {
	console.error(sentence);
	process.exit(1);
}

/** Whether the running Node.js is 20.19 or newer, which is what package.json asks for. */
function isNewEnough(version) {
	var parts = version.split(".").map(Number);
	return parts[0] > 20 || (parts[0] === 20 && parts[1] >= 19);
}

/** Imports the TypeScript file, given relative to this folder. */
module.exports = function launch(file) {
	if (!isNewEnough(process.versions.node))
		refuse("Belltower needs Node.js 20.19 or newer; this is " + process.versions.node + ".");
	if (!fs.existsSync(path.join(__dirname, "..", "node_modules", "tsx")))
		refuse("The packages that Belltower is made of are missing: run npm ci first.");
	require("./import.cjs")(path.join(__dirname, file));
};
