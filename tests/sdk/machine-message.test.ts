import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./command";
import { root } from "../../tools/build/layout";

const glib = spawnSync("pkg-config", ["--cflags", "--libs", "glib-2.0"], { encoding: "utf8" });
const missing = glib.status === 0 ? undefined : "GLib's headers are not installed (Debian: libglib2.0-dev)";
const title = "messages to the machine in Moddable's simulator";
const own = join(root, "simulator/moddable");
const stubs = join(root, "tests/sdk/machine-message");

(missing === undefined ? describe : describe.skip)(
	missing === undefined ? title : `${title} (skipped: ${missing})`,
	function () {
		this.timeout(60_000);

		for (const sanitizer of ["thread", "address,undefined"])
			it(`come from any thread, in order, and can be dropped (${sanitizer})`, async () => {
				const folder = join(root, "build/sdk");
				const program = join(folder, `machine-message-${sanitizer.replace(",", "-")}`);
				mkdirSync(folder, { recursive: true });
				const options = { directory: root, environment: process.env, milliseconds: 50_000 };
				await runCommand(
					"gcc",
					[
						...["-std=gnu11", "-g", "-O1", "-Wall", "-Wextra", "-Werror", "-pthread"],
						...[`-fsanitize=${sanitizer}`, "-fno-sanitize-recover=all", `-I${stubs}`, `-I${own}`],
						...["-o", program, join(own, "machine-message.c"), join(stubs, "main.c")],
						...glib.stdout.trim().split(/\s+/),
					],
					options,
				);
				// GLib is not compiled for ThreadSanitizer, which so does not see what makes its threads wait for each other.
				const environment = {
					...process.env,
					TSAN_OPTIONS: "halt_on_error=1 ignore_noninstrumented_modules=1",
				};
				await runCommand(program, [], { ...options, environment });
			});
	},
);
