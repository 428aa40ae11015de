import type { Group } from "./parts";
import { commandRoutes } from "./commands";
import { deviceRoutes } from "./devices";
import { doorRoutes } from "./doors";
import { firmwareRoutes } from "./firmware";
import { healthRoutes } from "./health";
import { metricsRoutes } from "./metrics";
import { ringRoutes } from "./rings";
import { sessionRoutes } from "./session";
import { settingsRoutes } from "./settings";
import { tokenRoutes } from "./tokens";
import { updateRoutes } from "./updates";
import { userRoutes } from "./users";
import { webhookRoutes } from "./webhooks";

/** All groups of the API's routes. */
export const GROUPS: readonly Group[] = [
	sessionRoutes,
	userRoutes,
	tokenRoutes,
	deviceRoutes,
	doorRoutes,
	commandRoutes,
	settingsRoutes,
	ringRoutes,
	webhookRoutes,
	firmwareRoutes,
	updateRoutes,
	healthRoutes,
	metricsRoutes,
];
