/** ECMA-419, DNS Class Pattern: over UDP. */
declare module "embedded:network/dns/resolver/udp" {
	interface ResolverOptions {
		/** Addresses of the name servers. */
		servers: readonly string[];
		socket: { io: unknown };
	}

	export default class Resolver {
		constructor(options: ResolverOptions);
		resolve(options: {
			host: string;
			onResolved: (this: Resolver, host: string, address: string) => void;
			onError: (this: Resolver, host: string) => void;
		}): void;
		close(): void;
	}
}
