import type { RingEnd, RingEvent } from "protocol/events";

const millisecond = 1000;

/** One ring: from the press to its end, and until the server has been told of both. */
export class Ring {
	readonly id: string;
	/** When the bell was pressed, in microseconds of the doorbell's clock. */
	readonly time: number;
	/** Whether the server has stored it. */
	acknowledged = false;
	/** How it ended, or undefined while it rings. */
	end: RingEnd | undefined;
	/** Whether the server was told how it ended. */
	endTold = false;

	constructor(id: string, time: number) {
		this.id = id;
		this.time = time;
	}

	/** How long ago the press was at the time `now` of the doorbell's clock, in milliseconds. */
	age(now: number): number {
		return Math.round((now - this.time) / millisecond);
	}

	/** What the server is told of the press. */
	event(now: number): RingEvent {
		return { type: "event", event: "ring", ring: this.id, time: this.time, age: this.age(now) };
	}

	/** Whether there is nothing left to tell. */
	get settled(): boolean {
		return this.acknowledged && this.endTold;
	}
}
