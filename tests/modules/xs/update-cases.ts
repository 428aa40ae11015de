import { jobOf, makeImage, World } from "./update-world";

/** Bytes of an image's program. */
export const payload = 34_000;

/** Makes something once: when the SDK runs a module at link time, there is no flash yet. */
function once<Value>(make: () => Value): () => Value {
	let value: Value | undefined;
	return () => (value ??= make());
}

/** The image of 1.0.0, which runs. */
export const first = once(() => makeImage("1.0.0", payload));
/** The image of 1.1.0. */
export const second = once(() => makeImage("1.1.0", payload));

/** Updates from 1.0.0 to 1.1.0, with what `prepare` changes before. */
export function updated(prepare: (world: World) => void = () => undefined): World {
	const world = new World(first());
	const image = second();
	world.server.image = image;
	prepare(world);
	world.update({ ...jobOf("1.1.0", image), ...(world.url !== undefined && { url: world.url }) });
	world.run();
	return world;
}

/** What was told, as phases, with the code where something is wrong. */
export function phases(world: World): string[] {
	return world.events.map(({ phase, code }) => (code === undefined ? phase : `${phase} ${code}`));
}

/** The code of what is thrown. */
export function codeOf(action: () => void): unknown {
	try {
		action();
	} catch (error) {
		return error instanceof Error && "code" in error ? error.code : error;
	}
	return undefined;
}
