import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Firmware, Update } from "../../hub/wire/viewer";

const help = `Updates doorbells by way of their hub, and shows how far it is.

Usage: npm run update -- --device NAME --firmware FILE [options]
       npm run update -- --device NAME --rollback

  --device ID        the doorbell; several by several of these, or all
  --firmware FILE    what npm run release has made
  --hub URL          the hub's page (default http://127.0.0.1:8000)
  --at-once NUMBER   how many at the same time (default 1)
  --go-on            go on with the others when one has failed
  --force            take an older version, the same, or one that has failed before, too
  --rollback         have one doorbell go back to the firmware before, in place of --firmware
  --help             this text

Where people must sign in, BELLTOWER_VIEWER_TOKEN in the environment says who you are.
`;

class HubRefusal extends Error {}

/** Runs `npm run update`. Resolves with the exit status: 0 when all run the new version. */
async function main(): Promise<number> {
	const { values } = parseArgs({
		options: {
			device: { type: "string", multiple: true },
			firmware: { type: "string" },
			hub: { type: "string", default: "http://127.0.0.1:8000" },
			"at-once": { type: "string", default: "1" },
			"go-on": { type: "boolean", default: false },
			force: { type: "boolean", default: false },
			rollback: { type: "boolean", default: false },
			help: { type: "boolean", default: false },
		},
	});
	if (values.help) {
		process.stdout.write(help);
		return 0;
	}
	const { device = [], firmware: file, hub } = values;
	const [first = ""] = device;
	if (values.rollback && (device.length !== 1 || first === "all" || file !== undefined))
		throw new TypeError("--rollback needs one --device, and no --firmware");
	if (first === "" || (file === undefined && !values.rollback))
		throw new TypeError("--device and --firmware are needed");
	if (!URL.canParse(hub)) throw new TypeError(`--hub ${hub}: it must be like http://192.168.1.10:8000`);
	const ask = asker(hub);
	if (file === undefined) return rollBack(ask, first);
	const firmware = (await ask("/api/firmware", {
		body: readFileSync(file),
		type: "application/octet-stream",
	})) as Firmware;
	console.log(
		`${firmware.version} for ${firmware.board}, ${firmware.size} bytes, ${firmware.signed ? "signed" : "not signed"}`,
	);
	const plan = {
		firmware: firmware.id,
		devices: device.includes("all") ? "all" : device,
		atOnce: Number(values["at-once"]),
		stopOnFailure: !values["go-on"],
		force: values.force,
	};
	let update = (await ask("/api/updates", {
		body: JSON.stringify(plan),
		type: "application/json",
	})) as Update;
	const shown = new Map<string, string>();
	for (;;) {
		show(update, shown);
		if (update.state !== "running") return update.state === "done" ? 0 : 1;
		await sleep(progressInterval);
		update = (await ask(`/api/updates/${update.id}`)) as Update;
	}
}

/** Milliseconds between two looks at how far it is: on a quick network an image is loaded within half a second. */
const progressInterval = 150;

/** Until a doorbell that goes back is to be there again, in milliseconds. */
const patience = 120_000;

/** Has a doorbell go back, and waits until another firmware runs. */
async function rollBack(ask: Ask, device: string): Promise<number> {
	const look = async () => (await ask(`/api/devices/${device}`)) as { firmware: string; online: boolean };
	const { firmware: before } = await look();
	await ask(`/api/devices/${device}/commands/update.rollback`, { body: "{}", type: "application/json" });
	console.log(`${device} goes back from ${before}`);
	const end = Date.now() + patience;
	while (Date.now() < end) {
		await sleep(500);
		const { firmware, online } = await look();
		if (!online || firmware === before) continue;
		console.log(`${device} runs ${firmware}`);
		return 0;
	}
	console.error(`${device} was not back with another firmware within ${patience / 1000} s`);
	return 1;
}

type Ask = (path: string, post?: { body: Buffer | string; type: string }) => Promise<unknown>;

function asker(hub: string): Ask {
	const token = process.env["BELLTOWER_VIEWER_TOKEN"];
	return async (path, post) => {
		const response = await fetch(new URL(path, hub), {
			headers: {
				...(token && { Authorization: `Bearer ${token}` }),
				...(post && { "Content-Type": post.type }),
			},
			...(post && { method: "POST", body: post.body }),
		});
		const answer = (await response.json()) as { error?: { code: string; message: string } };
		if (answer.error) throw new HubRefusal(`${answer.error.message} (${answer.error.code})`);
		return answer;
	};
}

const words = {
	waiting: "waits",
	asked: "is asked",
	loading: "loads",
	trial: "restarts; the new firmware is on trial",
	done: "runs the new version",
	failed: "runs the old version on",
} as const;

/** One line for each change of a doorbell; on a terminal a loading one's line is overwritten. */
function show(update: Update, shown: Map<string, string>): void {
	for (const { device, state, received, size, code, message } of update.devices) {
		const percent = state === "loading" && size > 0 ? ` ${Math.floor((100 * received) / size)} %` : "";
		const why = message === undefined ? "" : `: ${message} (${code ?? ""})`;
		const line = `${device} ${words[state]}${percent}${why}`;
		if (shown.get(device) === line) continue;
		const overwrites =
			process.stdout.isTTY && state === "loading" && shown.get(device)?.includes(" loads") === true;
		shown.set(device, line);
		process.stdout.write(overwrites ? `\x1b[1A\r\x1b[K${line}\n` : `${line}\n`);
	}
	if (update.state !== "running") console.log(`The roll-out is ${update.state}.`);
}

try {
	process.exitCode = await main();
} catch (error) {
	if (error instanceof TypeError && !(error.cause instanceof Error)) {
		console.error(`${error.message}\nnpm run update -- --help lists the options.`);
		process.exitCode = 2;
	} else {
		console.error(
			error instanceof Error
				? `${error.message}${error.cause instanceof Error ? `: ${error.cause.message}` : ""}`
				: error,
		);
		process.exitCode = 1;
	}
}
