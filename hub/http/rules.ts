import type { FastifyInstance } from "fastify";
import type { Access } from "../access/access";
import { checkAllowed, type Principal, type Rule } from "../access/principal";
import { asHubError, HubError } from "../common/errors";

/** Who may use a route, and which of its parameters names the device that it is about. */
export interface RouteAccess {
	rule: Rule;
	device?: string;
}

declare module "fastify" {
	interface FastifyContextConfig {
		access?: RouteAccess;
	}
	interface FastifyRequest {
		/** Who asks. */
		principal: Principal;
	}
}

/**
 * Says who may use a route: `{ config: allow("person") }`. Each route of the API must; one that does not keeps the hub
 * from starting.
 * @param device the parameter that names the device that the route is about, so that a token for others is refused
 */
export function allow(rule: Rule, device?: string): { access: RouteAccess } {
	return { access: device === undefined ? { rule } : { rule, device } };
}

/** Has every request checked before its route is run: first where it comes from, then who asks. */
export function guardRoutes(app: FastifyInstance, access: Access): void {
	app.decorateRequest("principal");
	app.addHook("onRoute", ({ url, config }) => {
		if (config?.access || !/^\/(api|metrics)(\/|$)/.test(url)) return;
		throw new HubError("failed", `the route ${url} does not say who may use it`);
	});
	app.addHook("onRequest", (request, _reply, done) => {
		try {
			access.checkSite(request.raw);
			const { access: wanted = { rule: "anyone" } } = request.routeOptions.config;
			request.principal = access.principalOf(request.raw, wanted.rule);
			checkAllowed(wanted.rule, request.principal, deviceOf(request.params, wanted));
			done();
		} catch (error) {
			done(asHubError(error));
		}
	});
}

/** The device that a request is about. */
export function deviceOf(parameters: unknown, { device }: RouteAccess): string | undefined {
	if (device === undefined) return undefined;
	const value = (parameters as Record<string, unknown>)[device];
	return typeof value === "string" ? value : undefined;
}
