import Resource from "Resource";
import { type Certificate, readCertificate } from "tls/certificate";
import { isSame } from "tls/der";

/** The list of the SDK's authorities has an identifier of so many bytes for each: SHA-1 of its key. */
const identifierBytes = 20;

/**
 * The SDK's authorities (modules/crypt/data) that may have issued `certificate`: of those, what the manifest brings as
 * resources.
 */
export function systemAuthorities({ issuerKey }: Certificate): Certificate[] {
	if (issuerKey?.length !== identifierBytes || !Resource.exists("ca.ski")) return [];
	const list = new Uint8Array(new Resource("ca.ski"));
	for (let start = 0; start < list.length; start += identifierBytes)
		if (isSame(list.subarray(start, start + identifierBytes), issuerKey)) {
			const name = `ca${start / identifierBytes}.der`;
			return Resource.exists(name) ? [readCertificate(new Uint8Array(new Resource(name)))] : [];
		}
	return [];
}
