import { readFileSync } from "node:fs";
import { clang } from "./clang";

/** What a header declares, as an assertion in C that holds where the same is declared. */
export interface Declaration {
	/** The header, relative to its folder. */
	header: string;
	/** For messages. */
	name: string;
	assertion: string;
}

/** A node of clang's syntax tree, as far as it is read here. */
interface Node {
	id: string;
	kind: string;
	name?: string;
	loc?: Location;
	type?: { qualType: string };
	inner?: Node[];
	tagUsed?: "struct" | "union";
	isBitfield?: boolean;
	value?: string;
	completeDefinition?: boolean;
	ownedTagDecl?: { id: string };
	decl?: { id: string };
}

interface Location {
	file?: string;
	spellingLoc?: Location;
	expansionLoc?: Location;
}

/** Reads what the headers declare, in the order of declaration. */
export function readDeclarations(folder: string, headers: readonly string[]): Declaration[] {
	const text = headers.map((header) => `#include "${header}"\n`).join("");
	const { output, errors } = clang(text, [`-I${folder}`, "-Xclang", "-ast-dump=json"]);
	if (errors !== "") throw new Error(errors);
	const declarations = [...new Reader(folder).read(JSON.parse(output) as Node)];
	return [...declarations, ...headers.flatMap((header) => readMacros(folder, header))];
}

class Reader {
	readonly #folder: string;
	readonly #records = new Map<string, Node>();
	#file = "";

	constructor(folder: string) {
		this.#folder = folder;
	}

	*read(unit: Node): Generator<Declaration> {
		for (const node of unit.inner ?? []) {
			this.#follow(node.loc);
			if (node.kind === "RecordDecl") this.#records.set(node.id, node);
			if (!this.#file.startsWith(this.#folder)) continue;
			const header = this.#file.slice(this.#folder.length + 1);
			for (const [name, assertion] of this.#assertions(node)) yield { header, name, assertion };
		}
	}

	/** Clang names a file only where it changes. */
	#follow(location: Location | undefined): void {
		if (location === undefined) return;
		this.#follow(location.spellingLoc);
		this.#follow(location.expansionLoc);
		if (location.file !== undefined) this.#file = location.file;
	}

	*#assertions(node: Node): Generator<[name: string, assertion: string]> {
		const { name = "", type } = node;
		switch (node.kind) {
			case "FunctionDecl":
			case "VarDecl":
				yield [name, compatible(`__typeof__(${name})`, plain(type?.qualType ?? ""), name)];
				break;
			case "EnumDecl":
				yield* enumerators(node);
				break;
			case "TypedefDecl":
				yield* this.#typedef(node, name);
				break;
			case "RecordDecl":
				if (name !== "" && node.completeDefinition === true)
					yield* members(node, `${node.tagUsed ?? ""} ${name}`);
				break;
		}
	}

	*#typedef(node: Node, name: string): Generator<[string, string]> {
		const record = this.#records.get(tagOf(node) ?? "");
		const type = node.type?.qualType ?? "";
		if (record !== undefined && record.completeDefinition === true) yield* members(record, name);
		else if (/^(enum )/.test(type) || type === name)
			yield [name, `_Static_assert(sizeof(${name}) > 0, "${name}");`];
		else yield [name, compatible(name, type, name)];
	}
}

/** The record or enumeration that a typedef names, where it is declared in the same breath. */
function tagOf(node: Node): string | undefined {
	for (const inner of node.inner ?? []) {
		const found = inner.ownedTagDecl?.id ?? inner.decl?.id ?? tagOf(inner);
		if (found !== undefined) return found;
	}
	return undefined;
}

function plain(type: string): string {
	return type.replace(/ __attribute__\(\(.*\)\)$/, "");
}

function compatible(one: string, other: string, name: string): string {
	return `_Static_assert(__builtin_types_compatible_p(${one}, ${other}), "${name} is no ${other.replaceAll('"', "")}");`;
}

function* enumerators(node: Node): Generator<[string, string]> {
	let value = -1n;
	for (const { kind, name = "", inner } of node.inner ?? []) {
		if (kind !== "EnumConstantDecl") continue;
		const given = constant(inner);
		value = given === undefined ? value + 1n : BigInt(given);
		yield [name, `_Static_assert(${name} == ${value}, "${name} is not ${value}");`];
	}
}

function constant(nodes: readonly Node[] | undefined): string | undefined {
	for (const { kind, value, inner } of nodes ?? []) {
		const found = kind === "ConstantExpr" ? value : constant(inner);
		if (found !== undefined) return found;
	}
	return undefined;
}

/** The members of a record at `path` in the type `type`: each is there with its type, after the one before it. */
function* members(record: Node, type: string, path = ""): Generator<[string, string]> {
	let nested: Node | undefined;
	let former: string | undefined;
	for (const node of record.inner ?? []) {
		if (node.kind === "RecordDecl") nested = node;
		if (node.kind !== "FieldDecl") continue;
		const member = node.name === undefined ? path : `${path}${path === "" ? "" : "."}${node.name}`;
		const name = `${type}.${member}`;
		const place = `((${type} *)0)->${member}`;
		if (nested !== undefined) {
			yield* members(nested, type, member);
			nested = undefined;
		} else if (node.isBitfield === true) {
			yield [
				name,
				compatible(`__typeof__(${place} + 0u)`, `__typeof__((${node.type?.qualType ?? "int"})0 + 0u)`, name),
			];
		} else {
			yield [name, compatible(`__typeof__(${place})`, node.type?.qualType ?? "", name)];
			const order = record.tagUsed === "union" ? "==" : "<";
			if (former !== undefined)
				yield [
					name,
					`_Static_assert(${offset(type, former)} ${order} ${offset(type, member)}, "${name} is elsewhere");`,
				];
			former = member;
		}
	}
}

function offset(type: string, member: string): string {
	return `__builtin_offsetof(${type}, ${member})`;
}

/** Macros: those that are whole numbers have the same value there, the others exist. */
function readMacros(folder: string, header: string): Declaration[] {
	const text = readFileSync(`${folder}/${header}`, "utf8").replaceAll("\\\n", " ");
	const found = [...text.matchAll(/^#define (\w+)(\([^)]*\))?[ \t]*(.*)$/gm)].map(
		([, name = "", parameters, value = ""]) => ({
			name,
			value: parameters === undefined ? value.trim() : "",
		}),
	);
	const numbers = wholeNumbers(
		folder,
		header,
		found.filter(({ value }) => value !== "").map(({ name }) => name),
	);
	return found
		.filter(({ name }) => !isGuard(name))
		.map(({ name, value }) => {
			const same = `_Static_assert((long long)(${name}) == (long long)(${value}), "${name} is not ${value.replaceAll('"', "")}");`;
			const there = `\n#ifndef ${name}\n#error "${name} is not defined"\n#endif`;
			return { header, name, assertion: numbers.has(name) ? same : there };
		});
}

function isGuard(name: string): boolean {
	return /^(INC_)?[A-Z_]+_H$/.test(name);
}

/** Which of the macros are constant whole numbers, by trial. */
function wholeNumbers(folder: string, header: string, names: readonly string[]): Set<string> {
	const tries = names.map((name) => `_Static_assert((long long)(${name}) || 1, "");`);
	const text = `#include "freertos/FreeRTOS.h"\n#include "${header}"\n${tries.join("\n")}\n`;
	const { errors } = clang(text, [`-I${folder}`]);
	const wrong = new Set(
		[...errors.matchAll(/check\.c:(\d+):\d+: error/g)].map(([, line]) => Number(line) - 3),
	);
	return new Set(names.filter((_, index) => !wrong.has(index)));
}
