import { createServer, type Server } from "node:http";
import { createHash, X509Certificate } from "node:crypto";

/** What the page without HTTPS needs to know. */
export interface TrustPage {
	/** PEM. */
	authority: string;
	/** The hub's port. */
	port: number;
}

const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 38rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 1.75rem 0 0.5rem; font-size: 1.125rem; }
ol { margin: 0; padding-left: 1.5rem; }
li + li { margin-top: 0.25rem; }
code { font-size: 0.9em; overflow-wrap: anywhere; }
.fingerprint { display: block; line-height: 1.75; }
.button { display: inline-block; padding: 0.75rem 1.25rem; border-radius: 0.5rem; background: #0b57d0; color: #fff; font-weight: 600; text-decoration: none; }
.button:focus-visible { outline: 3px solid; outline-offset: 2px; }
`;
const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");

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
			"Content-Security-Policy": `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; frame-ancestors 'none'; base-uri 'none'`,
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
<meta name="color-scheme" content="light dark">
<title>Trust this Belltower</title>
<style>${STYLE}</style>
<main>
<h1>Trust this Belltower</h1>
<p>A browser gives its microphone to a secure page only, so this hub has made a certificate of its own. Each phone and
computer has to be told once that you trust it:</p>
<p><a class="button" href="/belltower-authority.crt">Download the hub's certificate</a></p>
<p>Compare its fingerprint (SHA-256) with the one that <code>npm run hub -- certificate</code> shows:</p>
<p><code class="fingerprint">${fingerprint}</code></p>
<h2>iPhone, iPad</h2>
<ol>
<li>Open this page in Safari, download the certificate, and <i>Allow</i> the profile.
<li><i>Settings</i>, <i>General</i>, <i>VPN &amp; Device Management</i>: choose the profile, <i>Install</i>.
<li><i>Settings</i>, <i>General</i>, <i>About</i>, <i>Certificate Trust Settings</i>: switch it on. Without this it does
not count.
</ol>
<h2>Android</h2>
<ol>
<li>Download the certificate. The phone needs a screen lock.
<li>Search the <i>Settings</i> for <i>CA certificate</i>; it is under <i>Security &amp; privacy</i>, <i>More security</i>,
<i>Encryption &amp; credentials</i>, <i>Install a certificate</i>.
<li><i>Install anyway</i>, and choose the downloaded file.
</ol>
<h2>Windows</h2>
<ol>
<li>Open the downloaded file: <i>Install Certificate</i>, <i>Current User</i>.
<li><i>Place all certificates in the following store</i>, <i>Browse</i>: <i>Trusted Root Certification Authorities</i>.
</ol>
<h2>macOS</h2>
<ol>
<li>Open the downloaded file and add it to the <i>login</i> keychain.
<li>In <i>Keychain Access</i> open it there, and under <i>Trust</i> choose <i>Always Trust</i>.
</ol>
<h2>Linux</h2>
<p>Firefox: <i>Settings</i>, <i>Privacy &amp; Security</i>, <i>View Certificates</i>, <i>Authorities</i>, <i>Import</i>, and
trust it to identify websites. Chrome and Chromium: open <code>chrome://certificate-manager</code>, <i>Custom</i>,
<i>Installed by you</i>, <i>Trusted Certificates</i>, <i>Import</i>.</p>
<h2>Firefox elsewhere</h2>
<p>From version 120 on it takes what Windows, macOS or Android trusts. If it does not: <i>Settings</i>, <i>Privacy &amp;
Security</i>, <i>Allow Firefox to automatically trust third-party root certificates you install</i>; or import it as on
Linux.</p>
<h2>Then</h2>
<p><a class="button" href="${hub}">Open the hub's page</a></p>
<p>The certificate vouches only for names and addresses of a home network and those that were named when it was made, so
it can't be misused for other sites. Doorbells take it, too, as their setting <code>ca</code>, in this form:
<a href="/belltower-authority.pem">PEM</a>.</p>
</main>
</html>
`;
}
