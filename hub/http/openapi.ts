import type { FastifyInstance, RouteOptions } from "fastify";
import type { RouteAccess } from "./rules";
import { VERSION } from "../common/version";

declare module "fastify" {
	interface FastifySchema {
		/** What the route does, in a few words. */
		summary?: string;
		/** The group that it belongs to. */
		tags?: readonly string[];
	}
}

/** What a route says of itself, beside the schemas that its input is checked by. */
export interface Described {
	summary?: string;
	tags?: readonly string[];
	params?: unknown;
	querystring?: unknown;
	/** A schema, or, for what is not JSON, as in `response`. */
	body?: unknown;
	/** By status; a schema, or `{content: {"image/jpeg": {schema: {}}}}`-like for what is not JSON. */
	response?: Record<string, unknown>;
}

type Json = Record<string, unknown>;

const ERROR = {
	type: "object",
	required: ["error"],
	properties: {
		error: {
			type: "object",
			required: ["code", "message"],
			properties: {
				code: { type: "string", description: "for programs" },
				message: { type: "string", description: "for people: what was wrong, and what would be right" },
				field: { type: "string", description: "the field of the request that is wrong" },
			},
		},
	},
};

const SECURITY: Readonly<Record<RouteAccess["rule"], readonly Json[] | undefined>> = {
	anyone: [],
	person: [{ session: [] }, { viewerToken: [] }],
	admin: [{ session: [] }, { viewerToken: [] }],
	door: [{ session: [] }, { viewerToken: [] }, { accessToken: [] }, { accessTokenInAddress: [] }],
	doorbell: [{ deviceToken: [] }, { session: [] }, { viewerToken: [] }],
};

const bearer = (description: string): Json => ({ type: "http", scheme: "bearer", description });

/** Makes the OpenAPI document of the routes that are added after it, and serves it. */
export class ApiDocument {
	readonly #paths: Record<string, Record<string, Json>> = {};

	constructor(app: FastifyInstance) {
		app.addHook("onRoute", (route) => this.#add(route));
	}

	get json(): Json {
		return {
			openapi: "3.1.0",
			info: {
				title: "Belltower hub",
				version: VERSION,
				description:
					"Everything that the hub's page can do. Times are milliseconds since 1970 unless they say otherwise.",
				license: { name: "Apache 2.0", identifier: "Apache-2.0" },
			},
			servers: [{ url: "/" }],
			paths: this.#paths,
			components: {
				schemas: { Error: ERROR },
				securitySchemes: {
					session: { type: "apiKey", in: "cookie", name: "belltower" },
					viewerToken: bearer("BELLTOWER_VIEWER_TOKEN, where it is set: an admin"),
					accessToken: bearer("an access token (POST /api/tokens)"),
					accessTokenInAddress: { type: "apiKey", in: "query", name: "token" },
					deviceToken: bearer("a doorbell's own token"),
				},
			},
		};
	}

	#add({ method, url, schema, config }: RouteOptions): void {
		const access = config?.access;
		if (!access) return;
		const described = (schema ?? {}) as Described;
		for (const each of [method].flat()) {
			if (each === "HEAD") continue;
			const path = url.replace(/:([A-Za-z]+)/g, "{$1}");
			(this.#paths[path] ??= {})[each.toLowerCase()] = operation(each, path, described, access);
		}
	}
}

function operation(method: string, path: string, described: Described, access: RouteAccess): Json {
	const { summary, tags, params, querystring, body, response = {} } = described;
	const parameters = [...parametersOf(params, "path", path), ...parametersOf(querystring, "query", path)];
	return {
		operationId: `${method.toLowerCase()}${path.replace(/[^A-Za-z0-9]+(.)?/g, (_, next?: string) => next?.toUpperCase() ?? "")}`,
		...(summary !== undefined && { summary }),
		...(tags && { tags }),
		"x-access": access,
		security: SECURITY[access.rule],
		...(parameters.length > 0 && { parameters }),
		...(body !== undefined && {
			requestBody: { required: true, content: contentOf(body as Json) },
		}),
		responses: {
			...Object.fromEntries(Object.entries(response).map(([status, each]) => [status, answer(each)])),
			default: {
				description: "what went wrong",
				content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
			},
		},
	};
}

function answer(described: unknown): Json {
	const schema = described as Json;
	const description = typeof schema["description"] === "string" ? schema["description"] : "done";
	return schema["type"] === "null" ? { description } : { description, content: contentOf(schema) };
}

/** What is no JSON says so itself. */
function contentOf(schema: Json): unknown {
	return schema["content"] ?? { "application/json": { schema } };
}

function parametersOf(schema: unknown, where: "path" | "query", path: string): Json[] {
	const { properties = {}, required = [] } = (schema ?? {}) as {
		properties?: Record<string, Json>;
		required?: string[];
	};
	const names =
		where === "path"
			? [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "")
			: Object.keys(properties);
	return names.map((name) => ({
		name,
		in: where,
		required: where === "path" || required.includes(name),
		schema: properties[name] ?? { type: "string" },
	}));
}
