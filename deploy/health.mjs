/*
 * Asks the hub on this machine whether it is well: exit status 0 if so. For containers and monitors; it reads the
 * same variables as the hub. Plain JavaScript, as it runs every half minute.
 */
import { get as getPlain } from "node:http";
import { get as getSecure } from "node:https";

const { BELLTOWER_HOST: bound = "127.0.0.1", BELLTOWER_PORT: port = "8000" } = process.env;
const host = ["", "0.0.0.0", "::"].includes(bound) ? "127.0.0.1" : bound;

/** Resolves with what the hub says; the certificate is not checked, as it is for other names than this one. */
function ask(get) {
	return new Promise((resolve, reject) => {
		const options = { host, port, path: "/api/health", timeout: 5000, rejectUnauthorized: false };
		get(options, (response) => resolve(response.resume().statusCode))
			.on("timeout", function () {
				this.destroy(new Error("no answer within 5 s"));
			})
			.on("error", reject);
	});
}

try {
	const status = await ask(getPlain).catch(() => ask(getSecure));
	if (status !== 200) throw new Error(`HTTP status ${status}`);
} catch (error) {
	console.error(`The hub at ${host}:${port} is not well: ${error.message}`);
	process.exitCode = 1;
}
