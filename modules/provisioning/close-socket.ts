/** What ECMA-419 (clause 9) gives every I/O instance; the SDK's typings of some leave it out. */
interface Closable {
	close(): void;
}

/** Closes an instance of ECMA-419's I/O classes. */
export function closeSocket(socket: object): void {
	(socket as Closable).close();
}
