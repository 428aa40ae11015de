import type { Group } from "./parts";
import { HubError } from "../common/errors";
import { LONGEST_IMAGE } from "../firmware/firmware-store";
import { readRange } from "../firmware/range";
import { allow } from "../http/rules";
import { list, object, orNull, text, whole, yesNo, type Of } from "../http/schema";
import { nothing } from "./schemas";

const firmware = object(
	{
		id: text("its ID"),
		version: text("as people know it"),
		board: text("the board that it is for"),
		chip: text("the chip that it is for"),
		size: whole("bytes", 0),
		sha256: text("of the image, in hexadecimal digits"),
		signed: yesNo("whether it is signed"),
		key: orNull(text("the SHA-256 of the key that it is signed with")),
		uploaded: whole("when, milliseconds since 1970", 0),
	},
	"a firmware's image",
);
const binary = (description: string) => ({
	description,
	content: { "application/octet-stream": { schema: {} } },
});
const byId = object({ id: text("the firmware's ID", { most: 64 }) });

type ById = { Params: Of<typeof byId> };

/** The images that doorbells are updated with. */
export const firmwareRoutes: Group = (app, { firmware: store }) => {
	const tags = ["firmware"];
	app.addContentTypeParser("application/octet-stream", { parseAs: "buffer" }, (_request, body, done) =>
		done(null, body),
	);
	app.get(
		"/api/firmware",
		{
			config: allow("person"),
			schema: { summary: "All images", tags, response: { 200: object({ firmware: list(firmware) }) } },
		},
		() => ({ firmware: store.list() }),
	);

	app.post(
		"/api/firmware",
		{
			config: allow("admin"),
			bodyLimit: LONGEST_IMAGE,
			schema: {
				summary: "Upload an image, as npm run release makes it",
				tags,
				body: binary("the image"),
				response: { 201: firmware },
			},
		},
		({ body }, reply) => {
			if (!Buffer.isBuffer(body))
				throw new HubError("bad-argument", "the body must be the image, as application/octet-stream");
			return reply.status(201).send(store.add(body));
		},
	);

	app.get<ById>(
		"/api/firmware/:id",
		{
			config: allow("person"),
			schema: { summary: "One image", tags, params: byId, response: { 200: firmware } },
		},
		({ params }) => store.get(params.id),
	);

	app.delete<ById>(
		"/api/firmware/:id",
		{
			config: allow("admin"),
			schema: { summary: "Delete an image", tags, params: byId, response: { 204: nothing } },
		},
		({ params }, reply) => {
			store.remove(params.id);
			return reply.status(204).send();
		},
	);

	app.get<ById>(
		"/api/firmware/:id/image",
		{
			exposeHeadRoute: false,
			config: allow("doorbell"),
			schema: {
				summary: "The image itself, or a part of it (Range), for doorbells",
				tags,
				params: byId,
				response: {
					200: binary("the image"),
					206: binary("the part that was asked for"),
					416: { type: "null", description: "the image has no such part; Content-Range says how long it is" },
				},
			},
		},
		({ params, headers }, reply) => {
			const image = store.image(params.id);
			const range = readRange(headers.range, image.length);
			void reply
				.type("application/octet-stream")
				.header("Accept-Ranges", "bytes")
				.header("Cache-Control", "no-store");
			if (range === undefined) return reply.send(image);
			if (range === "unsatisfiable")
				return reply.status(416).header("Content-Range", `bytes */${image.length}`).send();
			const { start, end } = range;
			return reply
				.status(206)
				.header("Content-Range", `bytes ${start}-${end}/${image.length}`)
				.send(image.subarray(start, end + 1));
		},
	);
};
