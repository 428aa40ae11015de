import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "./run";

/** A Debian package that some tests need, and a file that it brings, by which it is known. */
interface Package {
	name: string;
	/** A program on the PATH, or an absolute path. */
	brings: string;
	for: string;
}

const packages: readonly Package[] = [
	{ name: "make", brings: "make", for: "tests of C" },
	{ name: "clang", brings: "clang", for: "tests of C" },
	{ name: "libclang-rt-14-dev", brings: "/usr/lib/llvm-14/lib/clang/14.0.6/lib/linux", for: "tests of C" },
	{ name: "clang-format", brings: "clang-format", for: "the layout of C" },
	{ name: "python3-venv", brings: "/usr/lib/python3.11/ensurepip", for: "the Autobahn test suite" },
	{ name: "chromium", brings: "chromium", for: "tests in a browser" },
	{ name: "nginx-light", brings: "nginx", for: "tests of proxies" },
	{ name: "caddy", brings: "caddy", for: "tests of proxies" },
	{ name: "ffmpeg", brings: "ffmpeg", for: "tests of the standard doors" },
	{ name: "firefox-esr", brings: "firefox-esr", for: "tests in a browser" },
	{ name: "pulseaudio", brings: "pulseaudio", for: "sound in Firefox" },
];

/** Whether a program is on the PATH, or a file exists. */
export function isThere(name: string): boolean {
	const folders = (process.env["PATH"] ?? "").split(delimiter);
	return name.startsWith("/") ? existsSync(name) : folders.some((folder) => existsSync(join(folder, name)));
}

/**
 * Installs the Debian packages that tests need, where this is root's process on such a system; otherwise, and if that
 * fails, says what to install. Tests that lack theirs are reported as skipped.
 */
export async function preparePackages(): Promise<void> {
	const missing = packages.filter(({ brings }) => !isThere(brings));
	if (missing.length > 0 && process.getuid?.() === 0 && isThere("apt-get")) {
		await apt("update");
		for (const { name } of missing) await apt("install", "--yes", "--no-install-recommends", name);
	}
	for (const { name, brings, for: purpose } of missing)
		if (!isThere(brings))
			console.log(`Not installed, so that ${purpose} may be skipped: apt-get install ${name}`);
}

/** What is installed is for the tests alone: no service of it is started, by systemd nor by an init script. */
const withoutServices = { SYSTEMD_OFFLINE: "1", RUNLEVEL: "1" };

async function apt(...parameters: string[]): Promise<void> {
	console.log(`apt-get ${parameters.join(" ")}`);
	await run("apt-get", ["--quiet=2", ...parameters], {
		DEBIAN_FRONTEND: "noninteractive",
		...withoutServices,
	});
}
