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
 * machine runs, so `xsID_name` reads a table that `mcInitializeIdentifiers` fills when the platform has made it.
 */
export function identifiersHeader(names: readonly string[]): string {
	const macros = names.map((name, index) => `#define xsID_${name} (mcIdentifiers[${index}])`);
	return `#pragma once

#include <stddef.h>
#include "xs.h"

extern xsIdentifier mcIdentifiers[];
void mcInitializeIdentifiers(xsMachine *the);

${macros.join("\n")}
`;
}

/** The text of `mc.xs.c`: the table behind `mc.xs.h` and what fills it. */
export function identifiersSource(names: readonly string[]): string {
	return `#include "mc.xs.h"

static const char *const names[] = {
${names.map((name) => `\t"${name}",\n`).join("")}\tNULL,
};

xsIdentifier mcIdentifiers[${names.length + 1}];

void mcInitializeIdentifiers(xsMachine *the) {
	for (int index = 0; names[index]; index++)
		mcIdentifiers[index] = xsID(names[index]);
}
`;
}
