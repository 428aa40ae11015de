import Listener from "embedded:io/socket/listener";
import TCP from "embedded:io/socket/tcp";
import Instrumentation from "instrumentation";
import Timer from "timer";

type Options = ConstructorParameters<typeof TCP>[0];

/** What one end of a connection is called back with, and how it is set up. */
export type End = Pick<Options, "onReadable" | "onWritable" | "onError" | "format" | "target">;

export const loopback = "127.0.0.1";

/** Whether the SDK's modules are those of simulator/xs/sdk: only they count the chunks that are allocated. */
export const areOurs = Instrumentation.map("XS Chunk Heap Allocated" as never) !== undefined;

/** Two sockets that are connected to each other. */
export interface Pair {
	client: TCP;
	server: TCP;
	/** What the client may write at first. */
	writable: number;
	close(): void;
}

/** Connects a client to a listener of its own; resolves when both can write. Rejects when that fails. */
export async function connectPair(clientEnd: End = {}, serverEnd: End = {}): Promise<Pair> {
	let listener: Listener | undefined;
	const accepted = new Promise<TCP>((resolve) => {
		listener = new Listener({
			address: loopback,
			onReadable() {
				const from = this.read();
				if (from === undefined) return;
				new TCP({
					...serverEnd,
					from,
					onWritable(count) {
						resolve(this);
						serverEnd.onWritable?.call(this, count);
					},
				});
			},
		});
	});
	const port = listener?.port ?? 0;
	const connected = new Promise<[TCP, number]>((resolve, reject) => {
		new TCP({
			onError: () => reject(new Error("the client could not connect")),
			...clientEnd,
			address: loopback,
			port,
			onWritable(count) {
				resolve([this, count]);
				clientEnd.onWritable?.call(this, count);
			},
		});
	});
	const [[client, writable], server] = await Promise.all([connected, accepted]);
	listener?.close();
	return {
		client,
		server,
		writable,
		close() {
			client.close();
			server.close();
		},
	};
}

/** Resolves after so many milliseconds. */
export async function pause(milliseconds: number): Promise<void> {
	await new Promise<void>((resolve) => Timer.set(() => resolve(), milliseconds));
}

/** Resolves as soon as `condition` holds; rejects when it does not within a second and a half. */
export async function until(condition: () => boolean): Promise<void> {
	for (let left = 300; !condition(); left--) {
		if (left === 0) throw new Error("it did not come to that in time");
		await pause(5);
	}
}
