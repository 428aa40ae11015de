import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import type { FastifySchemaCompiler } from "fastify";
import { HubError } from "../common/errors";
import { quote } from "../common/text";

const ajv = new Ajv({ verbose: true, formats: { password: true }, strictTypes: false });
/* Most hubs never see most of their addresses: a schema is compiled when it is first needed, and once for all hubs. */
const compiled = new WeakMap<object, ValidateFunction>();

/** Makes what Fastify checks requests by: an error names the field, what was found, and what would be right. */
export const validatorCompiler: FastifySchemaCompiler<object> = ({ schema, httpPart = "body" }) => {
	return (data: unknown) => {
		let validate = compiled.get(schema);
		if (!validate) {
			validate = ajv.compile(schema);
			compiled.set(schema, validate);
		}
		if (validate(data)) return { value: data };
		const [fault] = validate.errors ?? [];
		return {
			error: fault ? describeFault(fault, httpPart) : new HubError("bad-argument", "the request is wrong"),
		};
	};
};

function describeFault(fault: ErrorObject, where: string): HubError {
	const { keyword, data, parentSchema = {} } = fault;
	const params = fault.params as Record<string, unknown>;
	const path = fault.instancePath.split("/").slice(1);
	if (keyword === "required") path.push(String(params["missingProperty"]));
	if (keyword === "additionalProperties") path.push(String(params["additionalProperty"]));
	const field = path.join(".");
	const named = field === "" ? `the ${where}` : `"${field}"`;
	const isSecret = parentSchema["writeOnly"] === true;
	const found = isSecret || field === "" ? "" : ` is ${quote(data)}; it`;
	const sentence = {
		required: `${named} is missing`,
		additionalProperties: `${named} is not known here`,
		enum: `${named}${found} must be one of ${quoteAll(params["allowedValues"])}`,
		pattern: `${named}${found} must be as follows: ${String(parentSchema["description"] ?? params["pattern"])}`,
	}[keyword];
	const other = `${named}${found} ${(fault.message ?? "is wrong").replace("NOT", "not")}`;
	return new HubError("bad-argument", sentence ?? other, field === "" ? undefined : { field });
}

function quoteAll(values: unknown): string {
	return Array.isArray(values) ? values.map((value) => quote(value)).join(", ") : "";
}
