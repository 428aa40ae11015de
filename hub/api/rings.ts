import type { FastifyRequest } from "fastify";
import type { Group } from "./parts";
import { nameOf } from "../access/principal";
import { HubError } from "../common/errors";
import { allow } from "../http/rules";
import { list, object, optional, text, wholeInQuery, type Of } from "../http/schema";
import { describeAgent } from "../viewers/agent";
import { deviceId, nothing, ring } from "./schemas";

const MOST = 200;
const USUAL = 50;

const query = object({
	device: optional(deviceId),
	before: optional(wholeInQuery("only rings before this time; for the next page, the last one's")),
	limit: optional(wholeInQuery(`how many at most: ${USUAL} by default, ${MOST} at most`)),
});
const byRing = object({ ring: text("the ring's ID", { most: 64 }) });

type ByRing = { Params: Of<typeof byRing> };

/** The history of rings, and what one does when it rings. */
export const ringRoutes: Group = (app, { rings }) => {
	const tags = ["rings"];
	app.get<{ Querystring: Of<typeof query> }>(
		"/api/rings",
		{
			config: allow("person"),
			schema: {
				summary: "The newest rings, newest first",
				tags,
				querystring: query,
				response: { 200: object({ rings: list(ring) }) },
			},
		},
		({ query: { device, before, limit } }) => ({
			rings: rings.list(
				device,
				before === undefined ? Number.MAX_SAFE_INTEGER : Number(before),
				Math.min(limit === undefined ? USUAL : Number(limit), MOST),
			),
		}),
	);

	app.get<ByRing>(
		"/api/rings/:ring",
		{
			config: allow("person"),
			schema: { summary: "One ring", tags, params: byRing, response: { 200: ring } },
		},
		({ params }) => rings.get(params.ring),
	);

	app.delete<ByRing>(
		"/api/rings/:ring",
		{
			config: allow("admin"),
			schema: {
				summary: "Forget a ring and its snapshot",
				tags,
				params: byRing,
				response: { 204: nothing },
			},
		},
		({ params }, reply) => {
			rings.remove(params.ring);
			return reply.status(204).send();
		},
	);

	app.get<ByRing>(
		"/api/rings/:ring/snapshot.jpg",
		{
			exposeHeadRoute: false,
			config: allow("person"),
			schema: {
				summary: "Who was at the door",
				tags,
				params: byRing,
				response: { 200: { description: "the picture", content: { "image/jpeg": { schema: {} } } } },
			},
		},
		({ params }, reply) => {
			const snapshot = rings.snapshot(params.ring);
			if (!snapshot) throw new HubError("not-found", "there is no picture of this ring");
			return reply
				.type("image/jpeg")
				.header("Cache-Control", "private, max-age=86400, immutable")
				.send(snapshot);
		},
	);

	app.post<ByRing>(
		"/api/rings/:ring/answer",
		{
			config: allow("person"),
			schema: {
				summary: "Answer: the doorbell rings no more",
				tags,
				params: byRing,
				response: { 200: ring },
			},
		},
		(request) => rings.answer(request.params.ring, whoIs(request)),
	);

	app.post<ByRing>(
		"/api/rings/:ring/end",
		{
			config: allow("person"),
			schema: { summary: "Decline, or hang up", tags, params: byRing, response: { 200: ring } },
		},
		(request) => rings.end(request.params.ring, whoIs(request)),
	);
};

/** How others see who asks: by name, or by the program. */
function whoIs({ principal, headers }: FastifyRequest): string {
	return nameOf(principal) ?? describeAgent(headers["user-agent"]);
}
