import type { NotificationData } from "./notification";

/** The part of a service worker's surroundings that is used here (Service Workers, W3C). */
interface NotificationClick extends Event {
	readonly notification: Notification;
	waitUntil(promise: Promise<unknown>): void;
}
interface PageClient {
	readonly visibilityState: DocumentVisibilityState;
	focus(): Promise<unknown>;
	postMessage(message: unknown): void;
}
interface PageClients {
	matchAll(options: { type: "window"; includeUncontrolled: true }): Promise<readonly PageClient[]>;
	openWindow(url: string): Promise<unknown>;
}

/**
 * Shows the doorbell when its notification is clicked: on the page that is open, which is brought to the front, or on a
 * new one. It keeps nothing and answers no request.
 */
{
	const { clients } = globalThis as unknown as { clients: PageClients };
	const show = async (data: NotificationData): Promise<void> => {
		/* The page that has brought this worker is not controlled by it until it is loaded anew. */
		const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
		const page = pages.find(({ visibilityState }) => visibilityState === "visible") ?? pages[0];
		if (!page) {
			await clients.openWindow(`./${data.place}`);
			return;
		}
		page.postMessage(data);
		await page.focus();
	};
	addEventListener("notificationclick", (event) => {
		const click = event as NotificationClick;
		click.notification.close();
		click.waitUntil(show(click.notification.data as NotificationData));
	});
}
