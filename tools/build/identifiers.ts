import { readFileSync } from "node:fs";

/** Every `name` for which one of the C files says `xsID_name`, sorted. */
export function findIdentifiers(paths: Iterable<string>): string[] {
	const names = new Set<string>();
	for (const path of paths)
		for (const match of readFileSync(path, "utf8").matchAll(/\bxsID_(\w+)/g)) names.add(match[1] ?? "");
	return [...names].sort();
}

/**
 * The text of `mc.xs.h`. The SDK's linker gives each name a constant; here a name's identifier is known only once the
 * machine runs, so `xsID_name` reads a table that the platform fills when it creates the machine.
 */
export function identifiersHeader(names: readonly string[]): string {
	const macros = names.map((name, index) => `#define xsID_${name} (simIdentifiers[${index}])`);
	return `#pragma once

#include "xs.h"

extern xsIdentifier simIdentifiers[];

${macros.join("\n")}
`;
}

/** The text of `mc.xs.c`: the table behind `mc.xs.h`, and the names to fill it from. */
export function identifiersSource(names: readonly string[]): string {
	return `#include "mc.xs.h"

const char *const simIdentifierNames[] = {
${names.map((name) => `\t"${name}",\n`).join("")}\tNULL,
};

xsIdentifier simIdentifiers[${names.length + 1}];
`;
}
