import type { IncomingMessage } from "node:http";

const COOKIE = "belltower";

/** The cookie that carries a session. @param age seconds; 0 takes it away */
export function sessionCookie(session: string, age: number, secure: boolean): string {
	const attributes = `Path=/; Max-Age=${age}; HttpOnly; SameSite=Strict`;
	return `${COOKIE}=${session}; ${attributes}${secure ? "; Secure" : ""}`;
}

/** The session that a request carries, or an empty string. */
export function sessionOf(request: IncomingMessage): string {
	for (const part of (request.headers.cookie ?? "").split(";")) {
		const [name, value] = part.trim().split("=");
		if (name === COOKIE && value) return value;
	}
	return "";
}

/** The bearer token that a request carries (RFC 6750 section 2.1), or an empty string. */
export function bearerOf(request: IncomingMessage): string {
	const match = /^Bearer ([\x21-\x7e]+)$/i.exec(request.headers.authorization ?? "");
	return match?.[1] ?? "";
}

/** The token in a request's address: `?token=`, or an empty string. */
export function tokenInAddress(request: IncomingMessage): string {
	return new URL(request.url ?? "/", "http://hub").searchParams.get("token") ?? "";
}
