import type { AddressInfo } from "node:net";
import Fastify, { LogController } from "fastify";
import { Complaints, type Log } from "./common/log";
import { Access } from "./access/access";
import { Devices } from "./devices/devices";
import { Absences } from "./devices/absences";
import { DeviceStore } from "./devices/device-store";
import { RingStore } from "./rings/ring-store";
import { Arrivals, ARRIVAL_TIMING } from "./rings/arrivals";
import { Rings } from "./rings/rings";
import { ServerTls } from "./tls/server-tls";
import { FirmwareStore } from "./firmware/firmware-store";
import { UpdateStore } from "./updates/update-store";
import { Updates, UPDATE_TIMING } from "./updates/updates";
import { Database } from "./store/database";
import { asHubError, HubError } from "./common/errors";
import { Heartbeat } from "./relay/heartbeat";
import { addRoutes } from "./http/http";
import { checkOptions, type HubOptions } from "./options";
import { Targets } from "./webhooks/targets";
import { Webhooks } from "./webhooks/webhooks";
import { Upgrades } from "./http/upgrade";
import { Viewers } from "./viewers/viewers";

/** A hub that runs. */
export interface Hub {
	/** Where the page is. */
	readonly url: string;
	readonly port: number;
	readonly devices: Devices;
	/** Where, without HTTPS, a page says how to trust the hub's own certificate. */
	readonly trustPort: number | undefined;
	/** Whether people must sign in. */
	readonly signInNeeded: boolean;
	/** Pages that are open. */
	readonly viewers: number;
	readonly log: Log;
	/** Ends all connections with the close code 1001 and frees the port. */
	close(): Promise<void>;
}

const GOING_AWAY = 1001;
/** How much of the past is kept unless the options say otherwise. */
const RETENTION = { count: 10_000, days: 90, bytes: 500_000_000 };

/**
 * Starts the hub: doorbells connect to it (docs/protocol.md) and pages watch them (docs/viewer.md).
 * @throws HubError `EADDRINUSE`, `EADDRNOTAVAIL`, `EACCES` if it can't be bound there; `tokens-needed`, `weak-token`,
 *   `bad-port`, `bad-proxy`, `bad-certificate`, `data-folder`, `data-in-use`, `data-damaged`, `disk-full`, `data-too-new`
 */
export async function startHub(options: HubOptions = {}): Promise<Hub> {
	checkOptions(options);
	const database = new Database(options.data);
	try {
		database.claim();
		return await openHub(options, database);
	} catch (error) {
		database.close();
		throw error;
	}
}

async function openHub(options: HubOptions, database: Database): Promise<Hub> {
	const { host = "127.0.0.1", port = 8000 } = options;
	const tls = new ServerTls(options.tls, options.data, host);
	const app = Fastify({
		serverFactory: tls.makeServer,
		logger: !options.log && { redact: ["token", "password", "authorization", "cookie"] },
		logController: new LogController({ disableRequestLogging: true }),
		forceCloseConnections: true,
	});
	const log: Log = options.log ?? app.log;
	const store = new DeviceStore(database);
	const access = new Access(options, database, store);
	const { answer = 5000, linger = 1000, retry = 5000, heartbeat: interval = 5000 } = options;
	const devices = new Devices({ answer, linger, retry }, store, log);
	const retention = { ...RETENTION, ...options.rings };
	const { missed, ...arrivalTiming } = options.ringTiming ?? {};
	const rings = new Rings(new RingStore(database, retention), (id) => devices.get(id), missed);
	const arrivals = new Arrivals(rings, log, { ...ARRIVAL_TIMING, ...arrivalTiming });
	const firmware = new FirmwareStore(database);
	const updates = new Updates(new UpdateStore(database), firmware, devices, log, {
		...UPDATE_TIMING,
		...options.updateTiming,
	});
	const viewers = new Viewers(devices, rings, log);
	devices.onChange(viewers.changed);
	devices.onEvent(arrivals.onEvent);
	devices.onHello(arrivals.onPresence);
	devices.onPresence(arrivals.onPresence);
	devices.onEvent(updates.onEvent);
	devices.onHello(updates.onHello);
	updates.onChange((update) => viewers.tell(`update ${update.id}`, { type: "update", update }));
	rings.onChange(viewers.ring);
	const webhooks = new Webhooks(database, new Targets(options.webhookHosts ?? []), log, {
		tries: options.webhookTries,
		mostAge: options.webhookAge,
	});
	const absences = new Absences(
		store,
		({ id, name, since }, isAway) =>
			webhooks.presence(isAway ? "doorbell.offline" : "doorbell.online", { id, name, since }),
		options.awayAfter,
	);
	rings.onChange((ring, news) => {
		const { device: id } = ring;
		webhooks.ring(ring, news, { id, name: devices.get(id)?.name ?? id });
	});
	const heartbeat = new Heartbeat(interval, log);
	const upgrades = new Upgrades(app.server, access, devices, viewers, heartbeat, log);
	let second = 0;
	let { foreignChanges } = database;
	const complaints = new Complaints(log, {});
	const tick = (): void => {
		second++;
		for (const device of devices) device.tick(second);
		viewers.tick(second);
		devices.flush();
		updates.tick();
		absences.look(devices);
		/* Another program, such as `npm run hub -- device add`, has changed who may do what. */
		if (foreignChanges !== database.foreignChanges) {
			foreignChanges = database.foreignChanges;
			devices.reload();
			access.admissions.review();
		}
	};
	const ticker = setInterval(() => {
		try {
			tick();
		} catch (error) {
			/* Such as a disk that is full: the door must still be answered. */
			const { code, message } = asHubError(error);
			complaints.add(code, `what the hub does once a second failed: ${message}`);
		}
	}, 1000).unref();

	const stop = async (): Promise<void> => {
		clearInterval(ticker);
		heartbeat.close();
		tls.close();
		for (const device of devices) device.close(GOING_AWAY, "the hub is shutting down");
		viewers.close(GOING_AWAY, "the hub is shutting down");
		await upgrades.closed();
		upgrades.terminate();
		await app.close();
		devices.flush();
		arrivals.close();
		rings.close();
		await webhooks.close();
		database.close();
	};

	try {
		access.checkExposure(host);
		await addRoutes(app, {
			log,
			access,
			database,
			devices,
			store,
			rings,
			firmware,
			updates,
			viewers,
			webhooks,
		});
		await app.listen({ host, port, listenTextResolver: () => "the port is open" });
	} catch (error) {
		await stop();
		throw describe(error, host, port);
	}
	const address = app.server.address() as AddressInfo;
	const url = `${tls.scheme}://${shownHost(host)}:${address.port}`;
	log.info({ url }, "the hub listens");
	webhooks.start();
	await tls.start(address.port, log);
	let stopped: Promise<void> | undefined;
	return {
		url,
		log,
		port: address.port,
		devices,
		get trustPort() {
			return tls.helpPort;
		},
		get signInNeeded() {
			return access.signInNeeded;
		},
		get viewers() {
			return viewers.size;
		},
		close: () => (stopped ??= stop()),
	};
}

function shownHost(host: string): string {
	if (host === "0.0.0.0" || host === "::") return "localhost";
	return host.includes(":") ? `[${host}]` : host;
}

function describe(error: unknown, host: string, port: number): unknown {
	const code = error instanceof Error && "code" in error ? error.code : undefined;
	switch (code) {
		case "EADDRINUSE":
			return new HubError(
				code,
				`port ${port} of ${host} is taken by another program; stop it or choose another port`,
				error,
			);
		case "EADDRNOTAVAIL":
		case "ENOTFOUND":
			return new HubError(code, `${host} is not an address of this machine`, error);
		case "EACCES":
			return new HubError(code, `port ${port} is reserved for the system; choose one above 1023`, error);
		default:
			return error;
	}
}
