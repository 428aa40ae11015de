import { existsSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import fastifyStatic from "@fastify/static";
import type { FastifyError, FastifyInstance, FastifyReply, onRequestHookHandler } from "fastify";
import type { Access } from "../access/access";
import type { Devices } from "../devices/devices";
import type { Log } from "../common/log";
import type { Viewers } from "../viewers/viewers";
import { addDoors } from "./doors";
import { asHubError, HubError } from "../common/errors";
import { PAGE_FOLDER } from "../page-build/page-folder";
import { VERSION } from "../common/version";

const POLICY = [
	"default-src 'none'",
	"script-src 'self'",
	"style-src 'self'",
	"img-src 'self' blob:",
	"connect-src 'self'",
	"media-src 'self' blob:",
	"worker-src 'self'",
	"manifest-src 'self'",
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'none'",
].join("; ");

const HEADERS = {
	"Content-Security-Policy": POLICY,
	"Cross-Origin-Opener-Policy": "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
	"Referrer-Policy": "no-referrer",
	"X-Content-Type-Options": "nosniff",
};

const STATUS: Readonly<Record<string, number>> = {
	unauthorized: 401,
	"bad-host": 403,
	"bad-origin": 403,
	"not-found": 404,
	"unknown-device": 404,
	"too-many-attempts": 429,
	offline: 503,
	"no-picture": 504,
};

interface Parts {
	log: Log;
	access: Access;
	devices: Devices;
	viewers: Viewers;
}

/** Adds the page and the JSON API to a server. */
export async function addRoutes(
	app: FastifyInstance,
	{ log, access, devices, viewers }: Parts,
): Promise<void> {
	app.addHook("onRequest", (_request, reply, done) => {
		reply.headers(HEADERS);
		done();
	});
	app.addHook(
		"onRequest",
		guard((request) => access.checkSite(request)),
	);
	app.setErrorHandler((error: FastifyError | HubError, _request, reply) => sendError(error, reply, log));
	app.setNotFoundHandler(() => {
		throw new HubError("not-found", "there is nothing at this address");
	});

	if (existsSync(PAGE_FOLDER)) {
		await app.register(fastifyStatic, {
			root: PAGE_FOLDER,
			dotfiles: "ignore",
			cacheControl: false,
			setHeaders: revalidate,
		});
	} else {
		app.get("/", () => {
			throw new HubError("no-page", "the page is not built; npm start builds it");
		});
	}

	app.get("/api/health", () => ({
		status: "ok",
		version: VERSION,
		uptime: Math.round(process.uptime()),
		devices: devices.summaries.filter(({ online }) => online).length,
		viewers: viewers.size,
	}));

	app.get("/api/session", (request) => ({
		needed: access.signInNeeded,
		signedIn: access.isViewer(request.raw),
	}));

	app.post<{ Body: { token: string } }>(
		"/api/session",
		{
			bodyLimit: 4096,
			schema: {
				body: {
					type: "object",
					required: ["token"],
					additionalProperties: false,
					properties: { token: { type: "string", maxLength: 200 } },
				},
			},
		},
		(request, reply) => {
			const cookie = access.signIn(request.body.token, request.ip, request.protocol === "https");
			return reply.header("Set-Cookie", cookie).send({ needed: access.signInNeeded, signedIn: true });
		},
	);

	app.delete("/api/session", (request, reply) =>
		reply
			.header("Set-Cookie", access.signOut(request.raw, request.protocol === "https"))
			.send({ needed: access.signInNeeded, signedIn: !access.signInNeeded }),
	);

	app.register((protectedRoutes, _options, done) => {
		protectedRoutes.addHook(
			"onRequest",
			guard((request) => access.checkViewer(request)),
		);
		protectedRoutes.get("/api/devices", () => ({ devices: devices.summaries }));
		protectedRoutes.get<{ Params: { id: string } }>("/api/devices/:id", ({ params }) => {
			const device = devices.get(params.id);
			if (!device) throw new HubError("unknown-device", "no doorbell of this ID has connected yet");
			return device.summary;
		});
		done();
	});

	app.register((doors, _options, done) => {
		doors.addHook(
			"onRequest",
			guard((request) => access.checkDoor(request)),
		);
		addDoors(doors, devices);
		done();
	});
}

/** A hook that lets a request through if `check` does not throw. */
function guard(check: (request: IncomingMessage) => void): onRequestHookHandler {
	return (request, _reply, done) => {
		try {
			check(request.raw);
			done();
		} catch (error) {
			done(asHubError(error));
		}
	};
}

/** The page is small and changes with the hub: browsers keep it, and ask each time whether it is still the same. */
function revalidate(response: { setHeader(name: string, value: string): void }): void {
	response.setHeader("Cache-Control", "no-cache");
}

function sendError(thrown: FastifyError | HubError, reply: FastifyReply, log: Log): void {
	if (!(thrown instanceof HubError) && thrown.statusCode !== undefined && thrown.statusCode < 500) {
		void reply.status(thrown.statusCode).send({ error: { code: "bad-request", message: thrown.message } });
		return;
	}
	const { code, message } = asHubError(thrown);
	const status = STATUS[code] ?? 500;
	if (status === 500) log.error({ code, stack: thrown.stack }, `a request failed: ${message}`);
	if (status === 401) reply.header("WWW-Authenticate", "Bearer");
	void reply.status(status).send({ error: { code, message } });
}
