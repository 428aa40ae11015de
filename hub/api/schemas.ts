import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from "../access/password";
import { RING_STATES } from "../wire/viewer";
import {
	anything,
	choice,
	list,
	number,
	object,
	optional,
	orNull,
	record,
	secret,
	text,
	whole,
	yesNo,
} from "../http/schema";

/** An answer without a body. */
export const nothing = { type: "null", description: "done" };

export const deviceId = text("1 to 64 characters a-z, 0-9 and -, not starting with -", {
	least: 1,
	most: 64,
	pattern: /^[a-z0-9][a-z0-9-]{0,63}$/,
});

/** The parameters of routes about one doorbell. */
export const byDevice = object({ id: deviceId });

/** A password to be taken from now on. */
export const newPassword = secret("10 to 200 characters", SHORTEST_PASSWORD, LONGEST_PASSWORD);

export const deviceName = text("what people call the doorbell: 1 to 80 characters", { least: 1, most: 80 });

export const device = object(
	{
		id: deviceId,
		name: text("what people call it"),
		dialect: choice("what it speaks", ["belltower.1", "original"]),
		online: yesNo("whether it is connected"),
		since: whole("when it came or went last", 0),
		pictured: orNull(whole("when the newest picture came that the hub has of it", 0)),
		state: text("the doorbell's state; empty while it is not connected"),
		firmware: text("its version"),
		board: text("the board it runs on"),
		capabilities: list(text("a part that works")),
		viewers: whole("how many watch it", 0),
		talker: orNull(object({ viewer: whole("the page's number", 0), label: text("who") }, "who talks to it")),
		token: optional(choice("how it shows who it is", ["own", "none", "revoked"])),
	},
	"a doorbell",
	true,
);

export const ring = object(
	{
		id: text("the ring's ID"),
		device: deviceId,
		time: whole("when the button was pressed, milliseconds since 1970", 0),
		state: choice(
			"how it stands; answered: somebody is talked with; ended: that is over; missed: nobody answered in time",
			RING_STATES,
		),
		by: optional(text("who answered or declined")),
		answered: optional(whole("when somebody answered", 0)),
		ended: optional(
			whole("when it was missed or declined, or somebody hung up; missing where that is not known", 0),
		),
		snapshot: yesNo("whether a picture of that moment is kept"),
	},
	"somebody has pressed a doorbell's button",
);

export const value = record(anything("as docs/protocol.md says"), "what the doorbell answered");

export const health = object(
	{
		interval: whole("milliseconds between two samples, about", 0),
		times: list(whole("when, milliseconds since 1970", 0), "oldest first"),
		series: record(list(orNull(number("null where it is not known"))), "one value for each time"),
	},
	"the last minutes' statistics",
);
