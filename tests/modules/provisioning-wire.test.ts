import { expect } from "chai";
import { answerQuery } from "provisioning/dns-answer";
import { parseForm } from "provisioning/form";
import { HttpRequestReader, longestBody, longestHead } from "provisioning/http-request";
import "../support/xs-names";

const bytesOf = (text: string): Uint8Array => new Uint8Array(ArrayBuffer.fromString(text));

function read(text: string, piece = Infinity): HttpRequestReader {
	const reader = new HttpRequestReader();
	const bytes = bytesOf(text);
	for (let start = 0; start < bytes.length; start += piece) reader.push(bytes.subarray(start, start + piece));
	return reader;
}

describe("provisioning/http-request", () => {
	const post = "POST /?a=b HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello and more";

	it("reads a request, in whatever pieces it comes", () => {
		for (const piece of [1, 2, 7, 1000]) {
			const { request, problem } = read(post, piece);
			expect(problem).to.equal(undefined);
			expect(request).to.deep.include({ method: "POST", path: "/", body: bytesOf("hello") });
			expect(request?.headers.get("host")).to.equal("x");
		}
	});

	it("has no request before all of it is there", () => {
		for (let length = 0; length < post.indexOf("o and"); length++)
			expect(read(post.slice(0, length)).request).to.equal(undefined);
	});

	it("takes what a phone asks to see whether there is Internet", () => {
		expect(read("GET http://captive.apple.com/hotspot-detect.html HTTP/1.0\r\n\r\n").request?.path).to.equal(
			"/hotspot-detect.html",
		);
	});

	const wrong: [string, string, number][] = [
		["no HTTP", "hello\r\n\r\n", 400],
		["another version", "GET / HTTP/3\r\n\r\n", 400],
		["another method", "DELETE / HTTP/1.1\r\n\r\n", 405],
		["no path", "GET x HTTP/1.1\r\n\r\n", 400],
		["a header without a colon", "GET / HTTP/1.1\r\nHost\r\n\r\n", 400],
		["a header that is continued", "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", 400],
		["a byte that is no ASCII", "GET /\u00e9 HTTP/1.1\r\n\r\n", 400],
		["a NUL", "GET /\0 HTTP/1.1\r\n\r\n", 400],
		["a long header", `GET / HTTP/1.1\r\nA: ${"b".repeat(longestHead)}\r\n\r\n`, 431],
		["a line without end", "a".repeat(100_000), 431],
		["a length that is no number", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400],
		["a length beyond all bounds", "POST / HTTP/1.1\r\nContent-Length: 999999999999\r\n\r\n", 400],
		["a long body", `POST / HTTP/1.1\r\nContent-Length: ${longestBody + 1}\r\n\r\n`, 413],
		["chunks", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411],
	];
	for (const [what, text, status] of wrong)
		it(`refuses ${what}`, () => {
			const { request, problem } = read(text);
			expect([request, problem?.status]).to.deep.equal([undefined, status]);
		});
});

describe("provisioning/form", () => {
	it("reads what browsers send", () => {
		const form = parseForm(bytesOf("ssid=Caf%C3%A9+am+Eck&password=a%26b%3Dc&ca=one%0D%0Atwo&empty=&&bare"));
		expect([...form]).to.deep.equal([
			["ssid", "Café am Eck"],
			["password", "a&b=c"],
			["ca", "one\ntwo"],
			["empty", ""],
			["bare", ""],
		]);
		expect(parseForm(bytesOf("")).size).to.equal(0);
	});

	for (const [what, text, sentence] of [
		["half a character", "a=%C3", /not in UTF-8/],
		["an overlong slash", "a=%C0%AF", /not in UTF-8/],
		["a % without digits", "a=%4", /two hexadecimal digits/],
		["a % with a sign", "a=%+1", /two hexadecimal digits/],
		["a name twice", "a=1&a=2", /twice/],
		["very many fields", Array.from({ length: 30 }, (_, index) => `n${index}=1`).join("&"), /more than 24/],
	] as const)
		it(`refuses ${what}`, () => expect(() => parseForm(bytesOf(text))).to.throw(sentence));
});

describe("provisioning/dns-answer", () => {
	const name = [7, ..."captive".split("").map((letter) => letter.charCodeAt(0)), 2, 0x69, 0x6f, 0];
	const question = (type: number): number[] => [...name, 0, type, 0, 1];
	const query = (type = 1): Uint8Array =>
		new Uint8Array([0xab, 0xcd, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...question(type)]);

	it("says of each name that it is here", () => {
		const answer = answerQuery(query(), [192, 168, 4, 1]);
		expect([...(answer ?? [])]).to.deep.equal([
			...[0xab, 0xcd, 0x85, 0, 0, 1, 0, 1, 0, 0, 0, 0],
			...question(1),
			...[0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 192, 168, 4, 1],
		]);
	});

	it("says that there is nothing of other types", () => {
		const answer = answerQuery(query(28), [192, 168, 4, 1]);
		expect([...(answer ?? [])].slice(0, 12)).to.deep.equal([0xab, 0xcd, 0x85, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
	});

	it("leaves out what a query adds, such as EDNS", () => {
		const with_ = new Uint8Array([...query(), 0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0]);
		with_[11] = 1;
		expect(answerQuery(with_, [1, 2, 3, 4])).to.deep.equal(answerQuery(query(), [1, 2, 3, 4]));
	});

	it("is silent to what is no query, however it is cut or changed", () => {
		const whole = query();
		for (let length = 0; length < whole.length; length++)
			expect(answerQuery(whole.subarray(0, length), [1, 2, 3, 4])).to.equal(undefined);
		for (let bit = 0; bit < 8 * whole.length; bit++) {
			const changed = whole.slice();
			changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
			answerQuery(changed, [1, 2, 3, 4]);
		}
		const answer = whole.slice();
		answer[2] = 0x81;
		expect(answerQuery(answer, [1, 2, 3, 4])).to.equal(undefined);
	});
});
