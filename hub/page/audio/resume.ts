/** How long a browser may take to start its sound, milliseconds. */
const PATIENCE = 2000;

/**
 * Starts an audio context.
 * @throws Error with a sentence for people if nothing comes of it, as on a machine without any sound device
 */
export async function resume(context: AudioContext): Promise<void> {
	await Promise.race([context.resume(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
	if (context.state === "running") return;
	throw new Error(
		"The browser does not start its sound: is there a loudspeaker or headphones on this device?",
	);
}
