import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const candidates = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where Chromium is on this machine, or undefined. */
export function chromiumPath(): string | undefined {
	return candidates.find((path) => existsSync(path));
}

/** What a test that needs Chromium says when there is none. */
export const chromiumMissing = "Chromium is not installed (Debian: apt-get install chromium)";

/**
 * Starts Chromium without a window, with a microphone that plays `spoken` (a WAV file) in a loop and is allowed
 * without a question.
 */
export async function launchChromium(spoken?: string): Promise<Browser> {
	const executablePath = chromiumPath();
	if (executablePath === undefined) throw new Error(chromiumMissing);
	return chromium.launch({
		executablePath,
		args: [
			"--no-sandbox",
			"--disable-quic",
			"--no-first-run",
			"--disable-background-networking",
			"--disable-component-update",
			"--disable-sync",
			"--autoplay-policy=no-user-gesture-required",
			"--use-fake-ui-for-media-stream",
			"--use-fake-device-for-media-stream",
			...(spoken === undefined ? [] : [`--use-file-for-fake-audio-capture=${spoken}`]),
		],
	});
}
