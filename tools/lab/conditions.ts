/** What a network does to what passes. */
export interface Network {
	/** Kilobits a second in each direction; 0 for no bound. */
	readonly rate: number;
	/** Milliseconds one way, in each direction. */
	readonly delay: number;
	/** Per cent of the segments. */
	readonly loss: number;
}

/** A network, and how long it stands still once, soon after measuring has begun; seconds. */
export interface Condition extends Network {
	readonly stall: number;
}

export const clear: Network = { rate: 0, delay: 0, loss: 0 };

/** What the lab tries by default: each property apart from the others, and two bad ones together. */
export const usual: readonly Condition[] = [
	...[64, 128, 256, 500, 1000, 2000, 5000, 20_000].map((rate) => ({ rate, delay: 10, loss: 0, stall: 0 })),
	...[0, 50, 100, 300].map((delay) => ({ rate: 5000, delay, loss: 0, stall: 0 })),
	...[1, 2, 5].map((loss) => ({ rate: 5000, delay: 10, loss, stall: 0 })),
	...[1, 5, 30].map((stall) => ({ rate: 5000, delay: 10, loss: 0, stall })),
	{ rate: 1000, delay: 100, loss: 2, stall: 0 },
];

/**
 * Reads `RATE[,DELAY[,LOSS[,STALL]]]` in kbit/s, ms, per cent, s.
 * @throws Error that says what it must be
 */
export function readCondition(text: string): Condition {
	const numbers = text.split(",").map(Number);
	const [rate = 0, delay = 0, loss = 0, stall = 0] = numbers;
	const fits =
		rate >= 0 && delay >= 0 && delay <= 1000 && loss >= 0 && loss <= 50 && stall >= 0 && stall <= 60;
	if (!fits || numbers.length > 4 || numbers.some(Number.isNaN))
		throw new Error(
			`--condition ${text}: it must be RATE,DELAY,LOSS,STALL in kbit/s, ms (0 to 1000), per cent (0 to 50), s (0 to 60)`,
		);
	return { rate, delay, loss, stall };
}

/** As the table names it. */
export function nameOf({ rate, delay, loss, stall }: Condition): string {
	const shownRate = rate === 0 ? "no bound" : rate < 1000 ? `${rate} kbit/s` : `${rate / 1000} Mbit/s`;
	const parts = [shownRate, `${delay} ms`];
	if (loss > 0) parts.push(`${loss} % lost`);
	if (stall > 0) parts.push(`stands still ${stall} s`);
	return parts.join(", ");
}
