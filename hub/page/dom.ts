/**
 * The element of this id.
 * @throws Error if the page has none of this kind
 */
export function element<Kind extends Element>(id: string, kind: new () => Kind): Kind {
	const found = document.getElementById(id);
	if (found instanceof kind) return found;
	throw new Error(`the page has no ${kind.name} with the id ${id}`);
}

/** Makes an element with a class and a text. */
export function make<Name extends keyof HTMLElementTagNameMap>(
	name: Name,
	className = "",
	text = "",
): HTMLElementTagNameMap[Name] {
	const made = document.createElement(name);
	if (className) made.className = className;
	if (text) made.textContent = text;
	return made;
}

/** Sets a text only if it is another: screen readers and layout then have nothing to do. */
export function setText(target: Element, text: string): void {
	if (target.textContent !== text) target.textContent = text;
}
