import { expect } from "chai";
import { flags, type Header, headerLength, kinds, readHeader, writeHeader } from "protocol/header";

const empty = (): Header => ({ kind: 0, flags: 0, sequence: 0, time: 0 });

describe("docs/protocol.md: the header of a binary message", () => {
	it("has its fields in little-endian order", () => {
		const bytes = new Uint8Array(headerLength);
		writeHeader(bytes, kinds.jpeg, flags.discontinuity, 0x1234, 0x0001_0203_0405_06);
		expect([...bytes]).to.deep.equal([2, 1, 0x34, 0x12, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01, 0x00, 0x00]);
	});

	it("takes the sequence modulo 65,536", () => {
		const bytes = new Uint8Array(headerLength);
		writeHeader(bytes, kinds.pcm, 0, 65_536 * 70_000 + 7, 0);
		expect(readHeader(bytes, empty()).sequence).to.equal(7);
	});

	for (const time of [0, 1, 255, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 81_723_411, 2 ** 53 - 1])
		it(`carries the time ${time}`, () => {
			const bytes = new Uint8Array(headerLength + 4).fill(0xaa);
			writeHeader(bytes, kinds.pcm, 0, 65_535, time);
			expect(readHeader(bytes, empty())).to.deep.equal({ kind: 1, flags: 0, sequence: 65_535, time });
			expect([...bytes.subarray(headerLength)]).to.deep.equal([0xaa, 0xaa, 0xaa, 0xaa]);
		});
});
