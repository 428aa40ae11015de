declare const described: unique symbol;

/** A JSON Schema (OpenAPI 3.1 takes them as they are) that knows the TypeScript type of what it lets through. */
export interface Schema<Type> {
	readonly [described]?: Type;
	readonly [keyword: string]: unknown;
}

/** The type of what a schema lets through. */
export type Of<Described> = Described extends Schema<infer Type> ? Type : never;

/** A field that may be missing. */
export interface Optional<Type> {
	readonly optional: Schema<Type>;
}

type Fields = Record<string, Schema<unknown> | Optional<unknown>>;
type ObjectOf<F extends Fields> = {
	[Name in keyof F as F[Name] extends Optional<unknown> ? never : Name]: Of<F[Name]>;
} & {
	[Name in keyof F as F[Name] extends Optional<unknown> ? Name : never]?: F[Name] extends Optional<infer Type>
		? Type
		: never;
};

/** Marks a field that may be missing. */
export function optional<Type>(schema: Schema<Type>): Optional<Type> {
	return { optional: schema };
}

function isOptional(field: Schema<unknown> | Optional<unknown>): field is Optional<unknown> {
	return typeof field["optional"] === "object";
}

/** An object with these fields and no other, but those of `others`. */
export function object<const F extends Fields>(
	fields: F,
	description = "",
	others: boolean | Schema<unknown> = false,
): Schema<ObjectOf<F>> {
	const entries = Object.entries(fields);
	return {
		type: "object",
		...(description && { description }),
		properties: Object.fromEntries(
			entries.map(([name, field]) => [name, isOptional(field) ? field.optional : field]),
		),
		required: entries.filter(([, field]) => !isOptional(field)).map(([name]) => name),
		additionalProperties: others,
	};
}

/** An object whose fields have any names. */
export function record<Type>(values: Schema<Type>, description = ""): Schema<Record<string, Type>> {
	return { type: "object", additionalProperties: values, ...(description && { description }) };
}

/** A string. */
export function text(
	description: string,
	{ least = 0, most = 4096, pattern }: { least?: number; most?: number; pattern?: RegExp } = {},
): Schema<string> {
	return {
		type: "string",
		description,
		...(least > 0 && { minLength: least }),
		maxLength: most,
		...(pattern && { pattern: pattern.source }),
	};
}

/** A string that is never shown in an error. */
export function secret(description: string, least: number, most: number): Schema<string> {
	return { ...text(description, { least, most }), format: "password", writeOnly: true };
}

/** A whole number. */
export function whole(
	description: string,
	minimum: number,
	maximum = Number.MAX_SAFE_INTEGER,
): Schema<number> {
	return { type: "integer", description, minimum, maximum };
}

/** A whole number in a query, where everything is text. */
export function wholeInQuery(description: string): Schema<string> {
	return { type: "string", description, pattern: "^[0-9]{1,15}$" };
}

/** Any number. */
export function number(description: string): Schema<number> {
	return { type: "number", description };
}

/** True or false. */
export function yesNo(description: string): Schema<boolean> {
	return { type: "boolean", description };
}

/** One of these strings. */
export function choice<const Choices extends readonly string[]>(
	description: string,
	choices: Choices,
): Schema<Choices[number]> {
	return { type: "string", description, enum: choices };
}

/** An array. */
export function list<Type>(
	items: Schema<Type>,
	description = "",
	{ least = 0, most = 1000 }: { least?: number; most?: number } = {},
): Schema<Type[]> {
	return {
		type: "array",
		items,
		...(least > 0 && { minItems: least }),
		maxItems: most,
		...(description && { description }),
	};
}

/** What the schema lets through, or null. */
export function orNull<Type>(schema: Schema<Type>): Schema<Type | null> {
	return { anyOf: [schema, { type: "null" }] };
}

/** Any JSON at all. */
export function anything(description: string): Schema<unknown> {
	return { description };
}
