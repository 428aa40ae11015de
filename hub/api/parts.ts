import type { FastifyInstance } from "fastify";
import type { Access } from "../access/access";
import type { Log } from "../common/log";
import type { Devices } from "../devices/devices";
import type { DeviceStore } from "../devices/device-store";
import type { FirmwareStore } from "../firmware/firmware-store";
import type { Rings } from "../rings/rings";
import type { Database } from "../store/database";
import type { Updates } from "../updates/updates";
import type { Viewers } from "../viewers/viewers";
import type { Webhooks } from "../webhooks/webhooks";

/** What the API's groups of routes work on. */
export interface Parts {
	log: Log;
	access: Access;
	database: Database;
	devices: Devices;
	store: DeviceStore;
	rings: Rings;
	firmware: FirmwareStore;
	updates: Updates;
	viewers: Viewers;
	webhooks: Webhooks;
}

/** A group of routes: a plugin of Fastify's that adds them, each with `allow` and with schemas. */
export type Group = (app: FastifyInstance, parts: Parts) => void;
