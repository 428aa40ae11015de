import type { Board, Problem } from "./board";
import { chips } from "./chips";
import { signalsOf } from "./signals";

/** Whether the ports of the buses exist, are on one set of pins each, and are not wanted by two parts that can't share. */
export function checkBuses(board: Board): Problem[] {
	const { title, i2cPorts, i2sPorts, cameraI2s } = chips[board.chip];
	const problems: Problem[] = [];
	const add = (signal: string, message: string): void => {
		problems.push({ board: board.name, signal, message });
	};
	const port = (signal: string, value: number | undefined, count: number): void => {
		if (value !== undefined && value >= count)
			add(signal, `is ${value}; an ${title} has the ports 0 to ${count - 1}`);
	};
	port("camera.i2cPort", board.camera?.i2cPort, i2cPorts);
	port("codec.i2c.port", board.codec?.i2c.port, i2cPorts);
	port("codec.i2s.port", board.codec?.i2s.port, i2sPorts);

	const pins = new Map<string, { name: string; pin: number }>();
	for (const { name, pin, line } of signalsOf(board)) {
		if (line === undefined) continue;
		const first = pins.get(line);
		if (first === undefined) pins.set(line, { name, pin });
		else if (first.pin !== pin)
			add(
				name,
				`is on GPIO ${pin}, and ${first.name} on GPIO ${first.pin}; both are the line ${line}: put them on one pin, or one of the parts on another port`,
			);
	}

	if (board.camera && cameraI2s !== undefined && board.codec?.i2s.port === cameraI2s)
		add(
			"codec.i2s.port",
			`is ${cameraI2s}, which the camera's driver takes on an ${title}; it must be ${cameraI2s === 0 ? 1 : 0}`,
		);
	return problems;
}
