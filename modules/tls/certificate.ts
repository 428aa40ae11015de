import { DERReader, isSame, Tag, type Value } from "tls/der";

/** What is needed of a certificate. RFC 5280 section 4.1. */
export interface Certificate {
	readonly der: Uint8Array;
	/** The names of who issued it and of whom it is for, as DER. */
	readonly issuer: Uint8Array;
	readonly subject: Uint8Array;
	/** When it begins and ends to be valid, in milliseconds since 1970. */
	readonly from: number;
	readonly to: number;
	/** The names of servers that it is for; of IPv4 addresses as text. */
	readonly names: readonly string[];
	/** How many authorities may come between this one and a server's; undefined if it is no authority's. */
	readonly pathLength: number | undefined;
	/** Whether a server may prove by it who it is. */
	readonly forServers: boolean;
	/** An extension that must be understood and is not, by its identifier in hexadecimal. */
	readonly notUnderstood: string | undefined;
	/** Identifies the key that signed it. */
	readonly issuerKey: Uint8Array | undefined;
}

/** Extensions, by the last byte of 2.5.29.x. RFC 5280 section 4.2.1. */
const Extension = Object.freeze(
	{
		keyUsage: 15,
		subjectAltName: 17,
		basicConstraints: 19,
		authorityKeyIdentifier: 35,
		extendedKeyUsage: 37,
	} as const,
	true,
);
const extensionPrefix = Uint8Array.of(0x55, 0x1d);

/** keyCertSign, bit 5 from the left. Section 4.2.1.3. */
const signsCertificates = 0x04;
/** id-kp-serverAuth, and anyExtendedKeyUsage. Section 4.2.1.12. */
const serverUsages = Object.freeze([
	Uint8Array.of(0x2b, 6, 1, 5, 5, 7, 3, 1),
	Uint8Array.of(0x55, 0x1d, 37, 0),
]);
/** GeneralName. Section 4.2.1.6. */
const NameTag = Object.freeze({ dns: 0x82, address: 0x87, keyIdentifier: 0x80 } as const, true);
const explicitVersion = 0xa0;
const explicitExtensions = 0xa3;

/** What the extensions say. */
interface Extensions {
	names: string[];
	isAuthority: boolean;
	pathLength: number;
	maySign: boolean;
	forServers: boolean;
	notUnderstood: string | undefined;
	issuerKey: Uint8Array | undefined;
}

/** Reads a certificate. Throws a RangeError for what is none. */
export function readCertificate(der: Uint8Array): Certificate {
	const outer = new DERReader(der);
	const certificate = outer.within(Tag.sequence);
	const body = certificate.within(Tag.sequence);
	const outerAlgorithm = certificate.next(Tag.sequence).whole;
	if (body.tag === explicitVersion) body.next();
	body.next(Tag.integer);
	if (!isSame(body.next(Tag.sequence).whole, outerAlgorithm))
		throw new RangeError("certificate: it names two algorithms");
	const issuer = body.next(Tag.sequence).whole;
	const validity = body.within(Tag.sequence);
	const from = timeOf(validity.next());
	const to = timeOf(validity.next());
	const subject = body.next(Tag.sequence).whole;
	body.next(Tag.sequence);
	while (body.more && body.tag !== explicitExtensions) body.next();
	const extensions = readExtensions(body);
	return {
		der,
		issuer,
		subject,
		from,
		to,
		names: extensions.names,
		pathLength: extensions.isAuthority && extensions.maySign ? extensions.pathLength : undefined,
		forServers: extensions.forServers,
		notUnderstood: extensions.notUnderstood,
		issuerKey: extensions.issuerKey,
	};
}

function readExtensions(body: DERReader): Extensions {
	const found: Extensions = {
		names: [],
		isAuthority: false,
		pathLength: Infinity,
		maySign: true,
		forServers: true,
		notUnderstood: undefined,
		issuerKey: undefined,
	};
	if (!body.more) return found;
	const list = body.within(explicitExtensions).within(Tag.sequence);
	while (list.more) {
		const extension = list.within(Tag.sequence);
		const identifier = extension.next(Tag.objectIdentifier).content;
		const isCritical = extension.tag === Tag.boolean && extension.next().content[0] !== 0;
		const understood = readExtension(found, identifier, extension.next(Tag.octetString).content);
		if (isCritical && !understood) found.notUnderstood = hexadecimal(identifier);
	}
	return found;
}

/** False if it is not known. */
function readExtension(found: Extensions, identifier: Uint8Array, content: Uint8Array): boolean {
	if (identifier.length !== 3 || !isSame(identifier.subarray(0, 2), extensionPrefix)) return false;
	const value = new DERReader(content);
	switch (identifier[2]) {
		case Extension.keyUsage:
			found.maySign = ((value.next(Tag.bitString).content[1] ?? 0) & signsCertificates) !== 0;
			return true;
		case Extension.subjectAltName:
			readNames(found.names, value.within(Tag.sequence));
			return true;
		case Extension.basicConstraints: {
			const constraints = value.within(Tag.sequence);
			found.isAuthority = constraints.tag === Tag.boolean && constraints.next().content[0] !== 0;
			if (constraints.more) found.pathLength = constraints.next(Tag.integer).content[0] ?? 0;
			return true;
		}
		case Extension.authorityKeyIdentifier: {
			const key = value.within(Tag.sequence);
			if (key.tag === NameTag.keyIdentifier) found.issuerKey = key.next().content;
			return true;
		}
		case Extension.extendedKeyUsage:
			found.forServers = isForServers(value.within(Tag.sequence));
			return true;
		default:
			return false;
	}
}

function readNames(names: string[], list: DERReader): void {
	while (list.more) {
		const { tag, content } = list.next();
		if (tag === NameTag.dns) names.push(String.fromCharCode(...content).toLowerCase());
		else if (tag === NameTag.address && content.length === 4) names.push(content.join("."));
	}
}

function isForServers(usages: DERReader): boolean {
	while (usages.more) {
		const { content } = usages.next(Tag.objectIdentifier);
		if (serverUsages.some((usage) => isSame(usage, content))) return true;
	}
	return false;
}

/** Section 4.1.2.5: two or four digits of the year, then two each to the second, and Z. */
function timeOf({ tag, content }: Value): number {
	const text = String.fromCharCode(...content);
	const yearDigits = tag === Tag.utcTime ? 2 : tag === Tag.generalizedTime ? 4 : 0;
	if (yearDigits === 0 || !/^\d{12}(\d\d)?Z$/.test(text) || text.length !== yearDigits + 11)
		throw new RangeError("certificate: a time is wrong");
	const number = (index: number): number =>
		Number(text.slice(yearDigits + index * 2, yearDigits + index * 2 + 2));
	const given = Number(text.slice(0, yearDigits));
	const year = yearDigits === 4 ? given : given + (given < 50 ? 2000 : 1900);
	return Date.UTC(year, number(0) - 1, number(1), number(2), number(3), number(4));
}

function hexadecimal(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
