import { existsSync } from "node:fs";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import type { Parts } from "../api/parts";
import { GROUPS } from "../api/groups";
import { HubError } from "../common/errors";
import { PAGE_FOLDER } from "../page-build/page-folder";
import { sendError } from "./errors";
import { ApiDocument } from "./openapi";
import { allow, guardRoutes } from "./rules";
import { validatorCompiler } from "./validation";

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

/** Adds the page and the API to a server. */
export async function addRoutes(app: FastifyInstance, parts: Parts): Promise<void> {
	app.addHook("onRequest", (_request, reply, done) => {
		reply.headers(HEADERS);
		done();
	});
	guardRoutes(app, parts.access);
	app.setErrorHandler((error: HubError, _request, reply) => sendError(error, reply, parts.log));
	app.setNotFoundHandler(() => {
		throw new HubError("not-found", "there is nothing at this address");
	});
	app.setValidatorCompiler(validatorCompiler);
	/* The schemas of answers describe them; they don't change what is sent. */
	app.setSerializerCompiler(() => (data) => JSON.stringify(data));

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

	const document = new ApiDocument(app);
	app.get(
		"/api/openapi.json",
		{
			config: allow("anyone"),
			schema: {
				summary: "This document",
				tags: ["hub"],
				response: { 200: { type: "object", description: "an OpenAPI 3.1 document" } },
			},
		},
		() => document.json,
	);
	for (const group of GROUPS) {
		await app.register((scope, _options, done) => {
			group(scope, parts);
			done();
		});
	}
}

/** The page is small and changes with the hub: browsers keep it, and ask each time whether it is still the same. */
function revalidate(response: { setHeader(name: string, value: string): void }): void {
	response.setHeader("Cache-Control", "no-cache");
}
