import { CaptiveDns } from "provisioning/captive-dns";
import { FirstStart, type FirstStartOptions } from "provisioning/first-start";
import { HttpServer } from "provisioning/http-server";
import type { PortalAddress } from "provisioning/portal-address";

/**
 * The first start with what it is reached by: HTTP, and DNS that leads there. It ends when the first start does.
 *
 * @throws what the listener throws where the page's port is taken, and what the radio throws
 */
export function openPortal(
	where: PortalAddress,
	options: Omit<FirstStartOptions, "address">,
): { readonly port: number } {
	const { time, log } = options;
	const close = (): void => {
		server.close();
		dns?.close();
	};
	const server: HttpServer = new HttpServer({
		port: where.http,
		...(where.bind !== undefined && { address: where.bind }),
		time,
		log,
		handle: (request) => firstStart.handle(request),
	});
	let dns: CaptiveDns | undefined;
	try {
		dns = new CaptiveDns(where);
	} catch (error) {
		log(`first start: no names can be answered, so open the page by its address: ${String(error)}`);
	}
	const port = server.port === 80 ? "" : `:${server.port}`;
	const firstStart: FirstStart = new FirstStart({
		...options,
		address: `${where.address}${port}`,
		onDone: () => {
			close();
			options.onDone();
		},
		onClosed: () => {
			close();
			options.onClosed();
		},
	});
	try {
		firstStart.start();
	} catch (error) {
		close();
		throw error;
	}
	return { port: server.port };
}
