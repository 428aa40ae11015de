import Timer from "timer";

export interface ResolverOptions {
	/** Addresses of the name servers, for a resolver that asks them itself; here the computer's resolver is asked. */
	servers: readonly string[];
	socket: { io: unknown };
}

export interface Request {
	host: string;
	onResolved?: (this: Resolver, host: string, address: string) => void;
	onError?: (this: Resolver, host: string) => void;
}

/** Requests that may wait at the same time. */
const maximumRequests = 16;

/**
 * Finds the IPv4 address of a name. ECMA-419, clause 18 (DNS), and the SDK's examples/io/udp/dns. Callbacks are never
 * called before `resolve` returns. "localhost" and numeric addresses are answered without asking anybody.
 */
export default class Resolver extends Native("xs_resolver_destructor") {
	#requests: Map<number, Request> | undefined = new Map<number, Request>();
	#timers = new Set<Timer>();

	constructor(options: ResolverOptions) {
		super();
		if (!Array.isArray(options.servers)) throw new TypeError("servers must be an array of addresses");
		native("xs_resolver_constructor").call(this, (id: number, address?: string) => {
			this.#finish(id, address);
		});
	}
	/** Nothing is called back any more. */
	close(): void {
		for (const timer of this.#timers) Timer.clear(timer);
		this.#requests = undefined;
		native("xs_resolver_close").call(this);
	}
	/** Throws when the resolver is closed, the host is missing, or too many requests wait. */
	resolve(request: Request): void {
		const requests = this.#requests;
		if (requests === undefined) throw new Error("the resolver is closed");
		if (!request.host) throw new Error("the host is missing");
		if (!request.onResolved && !request.onError) throw new Error("there is no callback");
		if (requests.size >= maximumRequests) throw new Error(`${maximumRequests} requests wait already`);
		const host = request.host === "localhost" ? "127.0.0.1" : request.host;
		const id: number = native("xs_resolver_start").call(this, host);
		requests.set(id, { ...request, host });
		if (id < 0) this.#answerSoon(id, host);
	}
	/** For a numeric address, which has a negative id. */
	#answerSoon(id: number, address: string): void {
		const timer = Timer.set(() => {
			this.#timers.delete(timer);
			this.#finish(id, address);
		});
		this.#timers.add(timer);
	}
	#finish(id: number, address: string | undefined): void {
		const request = this.#requests?.get(id);
		if (request === undefined) return;
		this.#requests?.delete(id);
		if (address === undefined) request.onError?.call(this, request.host);
		else request.onResolved?.call(this, request.host, address);
	}
}
