import type { Group } from "./parts";
import { ROLES } from "../access/principal";
import { USER_NAME } from "../access/users";
import { allow } from "../http/rules";
import { choice, list, object, optional, text, whole, type Of } from "../http/schema";
import { newPassword, nothing } from "./schemas";

const name = text("1 to 64 letters, digits and . _ @ -, starting with a letter or digit", {
	least: 1,
	most: 64,
	pattern: USER_NAME,
});
const role = choice("admin: everything; person: everything but who may do what", ROLES);
const user = object({ name, role, created: whole("when", 0) }, "somebody who can sign in");
const byName = object({ name });
const added = object({ name, password: newPassword, role: optional(role) });
const change = object({ password: optional(newPassword), role: optional(role) });

/** The people who can sign in. */
export const userRoutes: Group = (app, { access }) => {
	const tags = ["users"];
	const config = allow("admin");
	app.get(
		"/api/users",
		{
			config,
			schema: {
				summary: "The people who can sign in",
				tags,
				response: { 200: object({ users: list(user) }) },
			},
		},
		() => ({ users: access.users.all() }),
	);

	app.post<{ Body: Of<typeof added> }>(
		"/api/users",
		{
			config,
			bodyLimit: 4096,
			schema: {
				summary: "Add somebody. After the first, who must be an admin, everybody has to sign in",
				tags,
				body: added,
				response: { 201: user },
			},
		},
		async ({ body }, reply) => {
			const { name, password, role = access.users.size === 0 ? "admin" : "person" } = body;
			const user = await access.users.add(name, password, role);
			access.admissions.review();
			return reply.status(201).send(user);
		},
	);

	app.patch<{ Params: Of<typeof byName>; Body: Of<typeof change> }>(
		"/api/users/:name",
		{
			config,
			bodyLimit: 4096,
			schema: {
				summary: "Change a password or role; another password ends all sessions",
				tags,
				params: byName,
				body: change,
				response: { 200: user },
			},
		},
		async ({ params, body }) => {
			const changed = await access.users.change(params.name, body);
			access.admissions.review();
			return changed;
		},
	);

	app.delete<{ Params: Of<typeof byName> }>(
		"/api/users/:name",
		{
			config,
			schema: {
				summary: "Remove somebody; ends all sessions",
				tags,
				params: byName,
				response: { 204: nothing },
			},
		},
		({ params }, reply) => {
			access.users.remove(params.name);
			access.admissions.review();
			return reply.status(204).send();
		},
	);
};
