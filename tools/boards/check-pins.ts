import type { Board, Problem } from "./board";
import { type Chip, chips, takenBy } from "./chips";
import { type Signal, signalsOf } from "./signals";

/** Whether each signal is on a pin that can carry it and that no other signal is on. */
export function checkPins(board: Board): Problem[] {
	const chip = chips[board.chip];
	const signals = signalsOf(board);
	const free = freePins(board, chip, signals);
	const problems: Problem[] = [];
	for (const signal of signals) {
		const fault = faultOf(signal, board, chip) ?? sharedWith(signal, signals);
		if (fault !== undefined)
			problems.push(problemOf(board, signal, `${fault}; ${suggestion(signal, chip, free)}`));
	}
	return [...problems, ...checkReserved(board, chip), ...checkStrapping(board, chip, signals)];
}

/** Why a signal can't be on its pin, whatever else is on it. */
function faultOf({ name, pin, direction }: Signal, board: Board, chip: Chip): string | undefined {
	if (!chip.pins.includes(pin)) return `which an ${chip.title} does not have`;
	const taken = takenBy(chip, board.psram, pin) ?? board.reserved.get(pin);
	if (taken !== undefined) return `which is ${taken}`;
	if (direction !== "input" && chip.inputOnly.includes(pin)) return "which can only be an input";
	if (name === "codec.i2s.masterClock" && chip.masterClock?.includes(pin) === false)
		return `where an ${chip.title} has no clock output`;
	const strapping = chip.strapping.get(pin);
	if (strapping !== undefined && !board.strapping.has(name))
		return `which decides at reset ${strapping}, and "strapping" does not say why "${name}" does no harm there`;
	return undefined;
}

function sharedWith(signal: Signal, signals: readonly Signal[]): string | undefined {
	const other = signals.find(
		(each) =>
			each !== signal && each.pin === signal.pin && (each.line === undefined || each.line !== signal.line),
	);
	return other && `where ${other.name} is, too`;
}

/** A sentence's end: which pins are left for such a signal. */
function suggestion(signal: Signal, chip: Chip, free: readonly number[]): string {
	if (signal.name === "codec.i2s.masterClock" && chip.masterClock)
		return "leave it out, and the codec derives it from the bit clock";
	const fit = free.filter((pin) => signal.direction === "input" || !chip.inputOnly.includes(pin));
	return fit.length === 0 ? "no pin is left for it" : `free are ${fit.join(", ")}`;
}

/** Pins that nothing has and that decide nothing at reset. */
function freePins(board: Board, chip: Chip, signals: readonly Signal[]): number[] {
	const used = new Set(signals.map(({ pin }) => pin));
	return chip.pins.filter(
		(pin) =>
			!used.has(pin) &&
			!board.reserved.has(pin) &&
			!chip.strapping.has(pin) &&
			takenBy(chip, board.psram, pin) === undefined,
	);
}

function checkReserved(board: Board, chip: Chip): Problem[] {
	return [...board.reserved.keys()]
		.filter((pin) => !chip.pins.includes(pin))
		.map((pin) => ({
			board: board.name,
			signal: `reserved.${pin}`,
			message: `names GPIO ${pin}, which an ${chip.title} does not have`,
		}));
}

/** What `strapping` explains must be so, lest an explanation outlives the wiring that it was written for. */
function checkStrapping(board: Board, chip: Chip, signals: readonly Signal[]): Problem[] {
	return [...board.strapping.keys()]
		.filter((name) => !signals.some((signal) => signal.name === name && chip.strapping.has(signal.pin)))
		.map((name) => ({
			board: board.name,
			signal: `strapping.${name}`,
			message: `explains a signal that is on none of the strapping pins ${[...chip.strapping.keys()].join(", ")}`,
		}));
}

function problemOf(board: Board, { name, pin }: Signal, fault: string): Problem {
	return { board: board.name, signal: name, message: `is on GPIO ${pin}, ${fault}` };
}
