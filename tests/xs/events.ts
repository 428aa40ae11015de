/** What chai announces the plug-ins by that are added to it. Belltower's tests add none, so nobody listens. */
class SilentEventTarget {
	addEventListener(): void {
		throw new Error("no event is ever sent to it");
	}

	dispatchEvent(): boolean {
		return true;
	}
}

class PlainEvent {
	readonly type: string;

	constructor(type: string) {
		this.type = type;
	}
}

Object.assign(globalThis, { EventTarget: SilentEventTarget, Event: PlainEvent });
