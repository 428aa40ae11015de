import { expect } from "chai";
import { loadTranspiler } from "../../tools/build/typescript";

describe("methods that are nothing but a host function", () => {
	const transpile = loadTranspiler({});
	const compile = (members: string): string =>
		transpile("/module.ts", `class Part extends Native("xs_part_destructor") {\n${members}\n}`).javascript;

	const direct: Record<string, [string, string]> = {
		"a method": [
			`write(data: object): number { return native("xs_part_write").call(this, data); }`,
			`this.prototype, { write: { configurable: true, value: native("xs_part_write"), writable: true } }`,
		],
		"a method that returns nothing": [
			`close(): void { native("xs_part_close").call(this); }`,
			`this.prototype, { close: { configurable: true, value: native("xs_part_close"), writable: true } }`,
		],
		"a getter and a setter of one name": [
			`get format() { return native("xs_get").call(this); } set format(value) { native("xs_set").call(this, value); }`,
			`this.prototype, { format: { configurable: true, get: native("xs_get"), set: native("xs_set") } }`,
		],
		"a static method": [
			`static count(): number { return native("xs_count").call(this); }`,
			`this, { count: { configurable: true, value: native("xs_count"), writable: true } }`,
		],
	};
	for (const [name, [source, expected]] of Object.entries(direct))
		it(`become the function itself: ${name}`, () => {
			const javascript = compile(source);
			expect(javascript).to.contain(`static { Object.defineProperties(${expected}); }`);
			expect(javascript).to.not.contain(".call(");
		});

	const others: Record<string, string> = {
		"a constructor": `constructor(options: object) { super(); native("xs_part").call(this, options); }`,
		"a method with a default": `write(data = 1) { native("xs_part_write").call(this, data); }`,
		"a method that changes the order": `write(a, b) { native("xs_part_write").call(this, b, a); }`,
		"a method that adds something": `write(a) { native("xs_part_write").call(this, a, 1); }`,
		"a method that leaves something out": `write(a, b) { native("xs_part_write").call(this, a); }`,
		"a method that does more": `write(a) { trace("x"); native("xs_part_write").call(this, a); }`,
		"a method that calls on another": `write(a) { native("xs_part_write").call(a, a); }`,
		"a private method": `#write(a) { native("xs_part_write").call(this, a); }`,
		"a method whose name is computed": `[name](a) { native("xs_part_write").call(this, a); }`,
	};
	for (const [name, source] of Object.entries(others))
		it(`stay what they are: ${name}`, () => {
			expect(compile(source)).to.contain(".call(").and.not.contain("defineProperties");
		});
});
