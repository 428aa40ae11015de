import type { Group } from "./parts";
import type { Access } from "../access/access";
import type { Principal } from "../access/principal";
import { allow } from "../http/rules";
import { object, optional, secret, text, yesNo, type Of } from "../http/schema";
import { LONGEST_PASSWORD } from "../access/password";
import { HubError } from "../common/errors";
import { newPassword, nothing } from "./schemas";

const credentials = object({
	name: optional(text("who signs in; with password", { most: 64 })),
	password: optional(secret("the password", 0, 200)),
	token: optional(secret("the viewer token, instead of name and password", 0, 200)),
});

const passwords = object({
	current: secret("the password until now", 0, LONGEST_PASSWORD),
	password: newPassword,
});

const session = object({
	needed: yesNo("whether people must sign in at this hub"),
	signedIn: yesNo("whether you need not, or have"),
	name: optional(text("who you are")),
	role: optional(text("admin or person")),
	own: optional(yesNo("whether you have a password of your own, rather than the viewer token")),
	password: optional(yesNo("whether one can sign in by name and password")),
	token: optional(yesNo("whether one can sign in by the viewer token")),
});

/** Signing in and out. */
export const sessionRoutes: Group = (app, { access }) => {
	const tags = ["session"];
	app.get(
		"/api/session",
		{ config: allow("anyone"), schema: { summary: "Who you are", tags, response: { 200: session } } },
		({ principal }) => describe(access, principal),
	);

	app.post<{ Body: Of<typeof credentials> }>(
		"/api/session",
		{
			bodyLimit: 4096,
			config: allow("anyone"),
			schema: { summary: "Sign in", tags, body: credentials, response: { 200: session } },
		},
		async (request, reply) => {
			const from = access.originOf(request.raw);
			const { name, password, token } = request.body;
			if (token === undefined && name === undefined) {
				throw new HubError("bad-argument", '"name" and "password" or "token" are missing', {
					field: access.ways.password ? "name" : "token",
				});
			}
			if (token === undefined && password === undefined) {
				throw new HubError("bad-argument", '"password" is missing', { field: "password" });
			}
			const cookie =
				token === undefined
					? await access.signIn(name ?? "", password ?? "", from)
					: access.signInByToken(token, from);
			return reply.header("Set-Cookie", cookie).send({ needed: access.signInNeeded, signedIn: true });
		},
	);

	app.post<{ Body: Of<typeof passwords> }>(
		"/api/session/password",
		{
			bodyLimit: 4096,
			config: allow("person"),
			schema: {
				summary: "Change your own password; ends your other sessions",
				tags,
				body: passwords,
				response: { 204: nothing },
			},
		},
		async (request, reply) => {
			await access.changePassword(request.principal, request.body, access.originOf(request.raw));
			return reply.status(204).send();
		},
	);

	app.delete(
		"/api/session",
		{ config: allow("anyone"), schema: { summary: "Sign out", tags, response: { 200: session } } },
		(request, reply) =>
			reply
				.header("Set-Cookie", access.signOut(request.raw))
				.send({ needed: access.signInNeeded, signedIn: !access.signInNeeded }),
	);
};

function describe(access: Access, principal: Principal): Of<typeof session> {
	return {
		needed: access.signInNeeded,
		signedIn: principal.kind === "user" || principal.kind === "everybody",
		...(principal.kind === "user" && {
			name: principal.name,
			role: principal.role,
			own: principal.session !== undefined && access.users.get(principal.name) !== undefined,
		}),
		...(access.signInNeeded && access.ways),
	};
}
