import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect } from "chai";
import { XsbugListener } from "./xsbug-listener";
import { until } from "../support/until";

describe("xsbug's stand-in", () => {
	let xsbug: XsbugListener;
	let machine: Socket;
	let heard: string;

	beforeEach(async () => {
		xsbug = await XsbugListener.listen();
		machine = connect(xsbug.port, "127.0.0.1");
		heard = "";
		machine.on("data", (data) => (heard += data.toString()));
		await once(machine, "connect");
	});
	afterEach(async () => {
		machine.destroy();
		await xsbug.close();
	});

	function say(xml: string): void {
		machine.write(`\r\n<xsbug>${xml}</xsbug>\r\n`);
	}

	it("keeps whole lines of what is traced, however it is cut", async () => {
		say("<log>one&#10;t</log>");
		machine.write("\r\n<xsbug><log>wo &lt;");
		machine.write("3&gt; &amp;quot;&#10;thr</log></xs");
		machine.write('bug>\r\n\r\n<xsbug><log path="/main.ts" line="7">ee\n</log></xsbug>\r\n');
		await until("three lines", () => xsbug.lines.length === 3);
		expect(xsbug.lines).to.deep.equal(["one", "two <3> &quot;", "three"]);
	});

	it("wants to hear of exceptions, and lets a machine that stops go on", async () => {
		say('<login name="belltower" value="XS"/>');
		await until("the answer to the login", () => heard.includes('<breakpoint path="exceptions" line="0"/>'));
		expect([xsbug.logins, xsbug.connected]).to.deep.equal([1, 1]);
		say('<break path="/main.ts" line="12"># Break: oh!\n</break>');
		await until("go", () => heard.includes("<go/>"));
		expect(xsbug.breaks).to.deep.equal([{ path: "/main.ts", line: 12, message: "# Break: oh!\n" }]);
	});

	it("ends programs", async () => {
		say('<login name="belltower" value="XS"/>');
		await until("the login", () => xsbug.logins === 1);
		xsbug.abort();
		await until("abort", () => heard.includes("<abort/>"));
		machine.end();
		await until("the machine's end", () => xsbug.connected === 0);
	});
});
