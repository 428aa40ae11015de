import type { Device } from "../devices/device";
import type { MediaMessage } from "./media-message";
import { HubError } from "../common/errors";

/**
 * The next picture of a doorbell, for which its camera runs only as long as it takes.
 * @param patience milliseconds
 * @throws HubError `no-picture` if none comes in time
 */
export function nextPicture(device: Device, patience: number): Promise<MediaMessage> {
	return new Promise((resolve, reject) => {
		const end = device.pictures.subscribe((picture) => {
			clearTimeout(timer);
			end();
			resolve(picture);
		});
		const timer = setTimeout(() => {
			end();
			reject(new HubError("no-picture", `the doorbell sent no picture within ${patience} ms`));
		}, patience);
	});
}
