/** What a notification says. */
export interface NotificationText {
	/** The ring's; a later one of the same ring takes its place. */
	id: string;
	title: string;
	text: string;
	/** The address of a picture. */
	picture?: string;
	/** The place on the page that it leads to, as `hrefOf` gives it. */
	place: string;
}

/** What a notification carries, and what the page is told when it is clicked. */
export interface NotificationData {
	place: string;
}

/** `unsupported`: not at all, or not on a page that is not secure. */
export type NotificationState = NotificationPermission | "unsupported";

/** Whether the browser shows this page's notifications. */
export const notificationState = (): NotificationState =>
	isSecureContext && "Notification" in globalThis ? Notification.permission : "unsupported";

/** Asks the person; to be called in answer to a click. */
export async function allowNotifications(): Promise<NotificationState> {
	if (notificationState() === "unsupported") return "unsupported";
	const answer = await Notification.requestPermission();
	if (answer === "granted") await register();
	return answer;
}

/** Has all at hand that a notification needs, where that is allowed: when it rings there is no time to fetch it. */
export function prepareNotifications(): void {
	if (notificationState() === "granted") void register();
}

/** Shows a notification, where that is allowed. */
export async function notify({ id, title, text, picture, place }: NotificationText): Promise<void> {
	if (notificationState() !== "granted") return;
	const worker = await register();
	await worker?.showNotification(title, {
		body: text,
		tag: id,
		icon: picture ?? "icon.svg",
		requireInteraction: true,
		data: { place } satisfies NotificationData,
	});
}

/** Has `open` called with the place that a notification leads to when it is clicked. */
export function whenClicked(open: (place: string) => void): void {
	if (!("serviceWorker" in navigator)) return;
	navigator.serviceWorker.addEventListener(
		"message",
		({ data }: MessageEvent<Partial<NotificationData> | null>) => {
			if (typeof data?.place === "string") open(data.place);
		},
	);
}

/** Takes a ring's notification back. */
export function dismissNotification(id: string): void {
	if (notificationState() !== "granted") return;
	void register().then(async (worker) => {
		for (const shown of (await worker?.getNotifications({ tag: id })) ?? []) shown.close();
	});
}

/** Phones show notifications only by a service worker. */
async function register(): Promise<ServiceWorkerRegistration | undefined> {
	try {
		await navigator.serviceWorker.register("service-worker.js");
		return await navigator.serviceWorker.ready;
	} catch (error) {
		console.warn("notifications are not shown:", error);
		return undefined;
	}
}
