"use strict";
/* What mcconfig's makefiles run as `tsc`: asks the TypeScript that the test has loaded already. See typescript-service.ts. */
const { createConnection } = require("node:net");

const [, , option, path] = process.argv;
if (option !== "-p" || path === undefined) {
	console.error(`tsc ${process.argv.slice(2).join(" ")}: only "tsc -p FILE" is known here`);
	process.exit(2);
}
const socket = createConnection(process.env["BELLTOWER_TYPESCRIPT"]);
let answer = "";
socket.setEncoding("utf8");
socket.on("data", (text) => (answer += text));
socket.on("end", () => {
	process.stdout.write(answer);
	process.exitCode = answer === "" ? 0 : 1;
});
socket.on("error", (error) => {
	console.error(error);
	process.exitCode = 2;
});
socket.end(path);
