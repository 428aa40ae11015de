import { expect } from "chai";
import type { RouteAccess } from "../../hub/http/rules";
import type { TestedHub } from "./with-hub";

/** One operation of the API, as its OpenAPI document describes it. */
export interface Operation {
	method: string;
	/** With parameters as `{id}`. */
	path: string;
	access: RouteAccess;
	described: Record<string, unknown>;
}

/** All operations of a hub's API. */
export async function operationsOf(hub: TestedHub): Promise<Operation[]> {
	const document = (await (await fetch(`${hub.url}/api/openapi.json`)).json()) as {
		paths: Record<string, Record<string, Record<string, unknown>>>;
	};
	return Object.entries(document.paths).flatMap(([path, operations]) =>
		Object.entries(operations).map(([method, described]) => ({
			method: method.toUpperCase(),
			path,
			access: described["x-access"] as RouteAccess,
			described,
		})),
	);
}

/** Somebody who asks. */
export interface Asker {
	headers?: Record<string, string>;
	/** Added to the address. */
	query?: string;
}

/** Asks, and gives the status; of what goes on without end, too. */
export async function statusOf(
	hub: TestedHub,
	{ method, path }: Operation,
	values: Readonly<Record<string, string>>,
	{ headers = {}, query = "" }: Asker,
): Promise<number> {
	const address = path.replace(/\{(\w+)\}/g, (_, name: string) => {
		expect(values, `a value for ${name} of ${path}`).to.have.property(name);
		return values[name] ?? "";
	});
	const stop = new AbortController();
	const body = /^(GET|DELETE)$/.test(method) ? null : "{}";
	const { status } = await fetch(hub.url + address + query, {
		method,
		body,
		signal: stop.signal,
		headers: { ...headers, ...(body !== null && { "content-type": "application/json" }) },
	});
	stop.abort();
	return status;
}

/** Signs in. @returns the cookie */
export async function signIn(hub: TestedHub, name: string, password: string): Promise<string> {
	const response = await fetch(`${hub.url}/api/session`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ name, password }),
	});
	expect(response.status, `signing in as ${name}`).to.equal(200);
	return response.headers.get("set-cookie")?.split(";")[0] ?? "";
}
