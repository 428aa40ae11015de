import {
	accessSync,
	closeSync,
	constants,
	openSync,
	readdirSync,
	readFileSync,
	readSync,
	statSync,
} from "node:fs";
import { dirname, extname, join, resolve } from "node:path";
import { UsageError } from "./usage-error";

/**
 * Checks that `path` is a JPEG, an MJPEG (JPEGs one after the other), or a folder that holds JPEGs.
 * Returns its absolute path; throws a {@link UsageError}.
 */
export function checkCamera(path: string): string {
	const option = `--camera ${path}`;
	const file = existing(path, option);
	if (!statSync(file).isDirectory()) {
		if (!isJpeg(file))
			throw new UsageError(`${option}: this is neither a JPEG nor an MJPEG (it must start with FF D8)`);
		return file;
	}
	const names = readdirSync(file).filter((name) => [".jpg", ".jpeg"].includes(extname(name).toLowerCase()));
	if (names.length === 0) throw new UsageError(`${option}: this folder holds no file named .jpg or .jpeg`);
	const wrong = names.find((name) => !isJpeg(join(file, name)));
	if (wrong !== undefined)
		throw new UsageError(`${option}: ${wrong} is not a JPEG (it must start with FF D8)`);
	return file;
}

/** Checks that `path` is a WAV file. Returns its absolute path; throws a {@link UsageError}. */
export function checkMicrophone(path: string): string {
	const option = `--microphone ${path}`;
	const file = existing(path, option);
	const start = statSync(file).isDirectory() ? Buffer.alloc(0) : firstBytes(file, 12);
	if (start.toString("latin1", 0, 4) !== "RIFF" || start.toString("latin1", 8, 12) !== "WAVE")
		throw new UsageError(`${option}: this is not a WAV file (it must start with RIFF and WAVE)`);
	return file;
}

/** Checks that a file can be made at `path`. Returns its absolute path; throws a {@link UsageError}. */
export function checkSpeaker(path: string): string {
	const option = `--speaker ${path}`;
	const file = resolve(path);
	if (extname(file).toLowerCase() !== ".wav") throw new UsageError(`${option}: the file must be named .wav`);
	if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true)
		throw new UsageError(`${option}: this is a folder; it must be a file`);
	const folder = statSync(dirname(file), { throwIfNoEntry: false });
	if (folder?.isDirectory() !== true) throw new UsageError(`${option}: there is no folder ${dirname(file)}`);
	try {
		accessSync(dirname(file), constants.W_OK);
	} catch (cause) {
		throw new UsageError(`${option}: no file can be made in ${dirname(file)}`, { cause });
	}
	return file;
}

/** Checks that `path` is a folder, or that there is nothing yet. Returns its absolute path; throws a {@link UsageError}. */
export function checkFolder(option: string, path: string): string {
	const folder = resolve(path);
	if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false)
		throw new UsageError(`--${option} ${path}: this is a file; it must be a folder, or nothing yet`);
	return folder;
}

/** Reads certificates, as PEM. Throws a {@link UsageError} if the file holds none. */
export function readAuthorities(path: string): string {
	const option = `--ca ${path}`;
	const file = existing(path, option);
	const text = statSync(file).isDirectory() ? "" : readFileSync(file, "utf8");
	if (!/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.test(text))
		throw new UsageError(
			`${option}: it holds no certificate in PEM; the hub's own is tls/authority.pem in its data folder`,
		);
	return text;
}

/** The speaker's file of one of several doorbells: `a.wav` becomes `a-1.wav` for the first; of one alone it stays. */
export function numbered(file: string, index: number, count: number): string {
	if (count === 1) return file;
	const extension = extname(file);
	return `${file.slice(0, file.length - extension.length)}-${index + 1}${extension}`;
}

function existing(path: string, option: string): string {
	const file = resolve(path);
	if (statSync(file, { throwIfNoEntry: false }) === undefined)
		throw new UsageError(`${option}: there is no such file`);
	return file;
}

function isJpeg(file: string): boolean {
	const start = firstBytes(file, 2);
	return start.readUInt16BE(0) === 0xffd8;
}

function firstBytes(file: string, count: number): Buffer {
	const bytes = Buffer.alloc(count);
	const descriptor = openSync(file, "r");
	try {
		readSync(descriptor, bytes, 0, count, 0);
	} finally {
		closeSync(descriptor);
	}
	return bytes;
}
