/** The part of a service worker's surroundings that is used here (Service Workers, W3C). */
interface NotificationClick extends Event {
	readonly notification: Notification;
	waitUntil(promise: Promise<unknown>): void;
}
interface PageClient {
	focus(): Promise<unknown>;
}
interface PageClients {
	matchAll(options: { type: "window" }): Promise<readonly PageClient[]>;
	openWindow(url: string): Promise<unknown>;
}

/** Brings the page to the front when its notification is clicked. It keeps nothing and answers no request. */
{
	const { clients } = globalThis as unknown as { clients: PageClients };
	addEventListener("notificationclick", (event) => {
		const click = event as NotificationClick;
		click.notification.close();
		click.waitUntil(
			clients.matchAll({ type: "window" }).then(([page]) => (page ? page.focus() : clients.openWindow("./"))),
		);
	});
}
