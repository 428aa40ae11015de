const entities: Readonly<Record<string, string>> = Object.freeze(
	{
		"&": "&amp;",
		"<": "&lt;",
		">": "&gt;",
		'"': "&quot;",
		"'": "&#39;",
	},
	true,
);

/** Any text as HTML shows it, in elements and in attributes. */
export function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

const style = `:root{color-scheme:light dark}*{box-sizing:border-box}
body{font:1rem/1.5 system-ui,sans-serif;max-width:30rem;margin:0 auto;padding:1rem}
h1{font-size:1.4rem;margin:.2rem 0 1rem}fieldset{border:1px solid #8888;border-radius:.6rem;margin:0 0 1rem;padding:.2rem 1rem 1rem}
legend{font-weight:600;padding:0 .4rem}label{display:block;margin:.8rem 0 .2rem}
input,select,textarea,button{font:inherit;width:100%;padding:.6rem;border:1px solid #888;border-radius:.4rem}
input[type=checkbox]{width:1.3rem;height:1.3rem;vertical-align:middle;margin-right:.5rem}
button{background:#0b57d0;color:#fff;border:0;padding:.8rem;font-weight:600}
button.quiet{background:none;color:inherit;border:1px solid #888;margin-top:.6rem;padding:.5rem}
small{display:block;opacity:.8}summary{padding:.6rem 0}ol{padding-left:1.4rem}li{margin:.4rem 0}
.problem{border-left:.4rem solid #b3261e;padding:.5rem .8rem;background:#b3261e22;border-radius:.3rem}
.good{border-left:.4rem solid #146c2e;padding:.5rem .8rem;background:#146c2e22;border-radius:.3rem}`;

/** A whole page, without anything that lies elsewhere. `refresh`: loads itself anew after so many seconds. */
export function pageOf(title: string, content: string, refresh = 0): string {
	const meta = refresh ? `<meta http-equiv="refresh" content="${refresh};url=/progress">` : "";
	return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">${meta}<title>${escapeHtml(title)}</title><style>${style}</style></head><body><main><h1>${escapeHtml(title)}</h1>${content}</main></body></html>`;
}
