import { readFile, writeFile } from "node:fs/promises";

/** Mono 16-bit sound and its rate in samples a second. */
export interface Sound {
	readonly samples: Int16Array;
	readonly sampleRate: number;
}

const headerSize = 44;

/** Writes `sound` as a 16-bit PCM WAV file of one channel. */
export async function writeWav(path: string, sound: Sound): Promise<void> {
	const dataSize = sound.samples.byteLength;
	const file = Buffer.alloc(headerSize + dataSize);
	file.write("RIFF", 0, "latin1");
	file.writeUInt32LE(headerSize - 8 + dataSize, 4);
	file.write("WAVEfmt ", 8, "latin1");
	file.writeUInt32LE(16, 16);
	file.writeUInt16LE(1, 20);
	file.writeUInt16LE(1, 22);
	file.writeUInt32LE(sound.sampleRate, 24);
	file.writeUInt32LE(sound.sampleRate * 2, 28);
	file.writeUInt16LE(2, 32);
	file.writeUInt16LE(16, 34);
	file.write("data", 36, "latin1");
	file.writeUInt32LE(dataSize, 40);
	sound.samples.forEach((sample, index) => file.writeInt16LE(sample, headerSize + index * 2));
	await writeFile(path, file);
}

/**
 * Reads a 16-bit PCM WAV file of one channel, walking its chunks.
 * @throws Error naming what was found where the file is another kind of WAV.
 */
export async function readWav(path: string): Promise<Sound> {
	const file = await readFile(path);
	if (file.toString("latin1", 0, 4) !== "RIFF" || file.toString("latin1", 8, 12) !== "WAVE")
		throw new Error(`${path} is no WAV file`);
	let sampleRate = 0;
	for (let offset = 12; offset + 8 <= file.length;) {
		const id = file.toString("latin1", offset, offset + 4);
		const size = file.readUInt32LE(offset + 4);
		const body = offset + 8;
		if (id === "fmt ") {
			const [format, channels, bits] = [body, body + 2, body + 14].map((at) => file.readUInt16LE(at));
			if (format !== 1 || channels !== 1 || bits !== 16)
				throw new Error(`${path}: format ${format}, ${channels} channels, ${bits} bits; expected 1, 1, 16`);
			sampleRate = file.readUInt32LE(body + 4);
		} else if (id === "data") {
			const count = Math.floor(Math.min(size, file.length - body) / 2);
			const samples = new Int16Array(count);
			for (let index = 0; index < count; index++) samples[index] = file.readInt16LE(body + index * 2);
			return { samples, sampleRate };
		}
		offset = body + size + (size & 1);
	}
	throw new Error(`${path} has no data chunk`);
}
