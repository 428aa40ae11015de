const headerLength = 12;
const typeA = 1;
const classInternet = 1;
/** Not to be remembered when the phone is back in another network. */
const timeToLive = 0;

/**
 * The answer to a DNS query (RFC 1035 section 4) that says of every name that it is at `address`; of other types than A that
 * there is nothing. Undefined for what is no query of one question.
 */
export function answerQuery(query: Uint8Array, address: readonly number[]): Uint8Array | undefined {
	if (query.length < headerLength) return undefined;
	const view = new DataView(query.buffer, query.byteOffset, query.length);
	const flags = view.getUint16(2);
	const isQuery = (flags & 0xf800) === 0;
	if (!isQuery || view.getUint16(4) !== 1) return undefined;
	const end = endOfQuestion(query);
	if (end === undefined) return undefined;
	const hasAddress = view.getUint16(end - 4) === typeA && view.getUint16(end - 2) === classInternet;
	const answer = new Uint8Array(end + (hasAddress ? 16 : 0));
	answer.set(query.subarray(0, end));
	const header = new DataView(answer.buffer);
	header.setUint16(2, 0x8400 | (flags & 0x0100));
	header.setUint16(6, hasAddress ? 1 : 0);
	header.setUint32(8, 0);
	if (hasAddress) {
		header.setUint16(end, 0xc000 | headerLength);
		header.setUint16(end + 2, typeA);
		header.setUint16(end + 4, classInternet);
		header.setUint32(end + 6, timeToLive);
		header.setUint16(end + 10, 4);
		answer.set(address, end + 12);
	}
	return answer;
}

/** Past the name, the type and the class; a name in a query is not compressed. */
function endOfQuestion(query: Uint8Array): number | undefined {
	let index = headerLength;
	for (;;) {
		const length = query[index];
		if (length === undefined || length > 63 || index - headerLength > 255) return undefined;
		index += 1 + length;
		if (length === 0) return index + 4 <= query.length ? index + 4 : undefined;
	}
}
