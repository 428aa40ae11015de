import { createServer, type Server } from "node:http";
import { X509Certificate } from "node:crypto";

/** What the page without HTTPS needs to know. */
export interface TrustPage {
	/** PEM. */
	authority: string;
	/** The hub's port. */
	port: number;
}

/** How large a request may be: this server answers questions without a body. */
const LIMITS = { maxHeaderSize: 8192, requestTimeout: 10_000, headersTimeout: 10_000 };

/**
 * Makes a server without HTTPS that does three things only: it gives out the authority's certificate, says how to trust
 * it, and sends everybody else on to the hub.
 */
export function trustServer({ authority, port }: TrustPage): Server {
	const certificate = new X509Certificate(authority);
	return createServer(LIMITS, (request, response) => {
		const { pathname } = new URL(request.url ?? "/", "http://hub");
		const headers = { "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" };
		if (pathname === "/belltower-authority.crt" || pathname === "/belltower-authority.pem") {
			/* Phones offer to install what has this type. */
			response.writeHead(200, { ...headers, "Content-Type": "application/x-x509-ca-cert" });
			response.end(pathname.endsWith(".crt") ? certificate.raw : authority);
			return;
		}
		if (pathname !== "/trust") {
			const secure = secureAddress(request.headers.host, port, pathname === "/" ? "/" : pathname);
			response.writeHead(pathname === "/" || !secure ? 302 : 308, {
				...headers,
				Location: pathname === "/" || !secure ? "/trust" : secure,
			});
			response.end();
			return;
		}
		response.writeHead(200, {
			...headers,
			"Content-Type": "text/html; charset=utf-8",
			"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
		});
		response.end(page(certificate.fingerprint256, secureAddress(request.headers.host, port, "/") ?? ""));
	});
}

/** The hub's address under the name by which this page was asked for; undefined if the name is none. */
function secureAddress(host: string | undefined, port: number, path: string): string | undefined {
	if (host === undefined || !/^[A-Za-z0-9.:[\]-]{1,255}$/.test(host)) return undefined;
	if (!URL.canParse(`http://${host}`)) return undefined;
	return new URL(path, `https://${new URL(`http://${host}`).hostname}:${port}`).href;
}

function page(fingerprint: string, hub: string): string {
	return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Trust this Belltower</title>
<h1>Trust this Belltower</h1>
<p>A browser gives its microphone to a secure page only. This hub has made a certificate of its own for that. Your
phone or computer does not know it yet; once it does, <a href="${hub}">the hub's page</a> is secure.</p>
<p><a href="/belltower-authority.crt">Download the hub's certificate</a></p>
<p>Before you trust it, compare its fingerprint (SHA-256) with the one that <code>npm run hub -- certificate</code>
printed:<br><code>${fingerprint}</code></p>
<h2>iPhone, iPad</h2>
<p>Open this page in Safari and download the certificate. Then <i>Settings</i>, <i>Profile Downloaded</i>,
<i>Install</i>. Then <i>Settings</i>, <i>General</i>, <i>About</i>, <i>Certificate Trust Settings</i>: switch it on.</p>
<h2>Android</h2>
<p>Download it. Then <i>Settings</i>, <i>Security &amp; privacy</i>, <i>More security settings</i>, <i>Encryption &amp;
credentials</i>, <i>Install a certificate</i>, <i>CA certificate</i>. The names differ a little between makers.</p>
<h2>Windows</h2>
<p>Open the file, <i>Install Certificate</i>, <i>Current User</i>, <i>Place all certificates in the following store</i>:
<i>Trusted Root Certification Authorities</i>.</p>
<h2>macOS</h2>
<p>Open the file, add it to the <i>login</i> keychain, open it there and set <i>Trust</i> to <i>Always Trust</i>.</p>
<h2>Linux, and Firefox anywhere</h2>
<p>Firefox: <i>Settings</i>, <i>Privacy &amp; Security</i>, <i>View Certificates</i>, <i>Authorities</i>, <i>Import</i>.
Chrome on Linux: <i>Settings</i>, <i>Privacy and security</i>, <i>Security</i>, <i>Manage certificates</i>.</p>
<p>The certificate vouches for names and addresses of a home network only, so it can't be misused for other sites.</p>
</html>
`;
}
