/** What is shown beside a doorbell's picture. */
export const PANELS = ["door", "health", "settings"] as const;
export type Panel = (typeof PANELS)[number];

/** Parts of the administration. */
export const SECTIONS = ["doorbells", "firmware", "people", "access", "webhooks", "page"] as const;
export type Section = (typeof SECTIONS)[number];

/** A place on the page, as the address names it behind the `#`. */
export type Route =
	| { page: "doors" }
	| { page: "doorbell"; device: string; panel: Panel }
	| { page: "rings" }
	| { page: "manage"; section: Section };

/** Reads an address's hash; what it does not know is the doors. A name alone is a doorbell's, as in old bookmarks. */
export function readRoute(hash: string): Route {
	const [first = "", second = "", third = ""] = hash
		.replace(/^#\/?/, "")
		.split("/")
		.map((part) => decode(part));
	if (first === "rings") return { page: "rings" };
	if (first === "manage") {
		return { page: "manage", section: SECTIONS.find((name) => name === second) ?? "doorbells" };
	}
	if (first === "doorbells" && second !== "") {
		return { page: "doorbell", device: second, panel: PANELS.find((name) => name === third) ?? "door" };
	}
	if (first !== "" && !hash.startsWith("#/")) return { page: "doorbell", device: first, panel: "door" };
	return { page: "doors" };
}

/** The address of a place, to be linked to. */
export function hrefOf(route: Route): string {
	switch (route.page) {
		case "doors":
			return "#/";
		case "doorbell": {
			const panel = route.panel === "door" ? "" : `/${route.panel}`;
			return `#/doorbells/${encodeURIComponent(route.device)}${panel}`;
		}
		case "rings":
			return "#/rings";
		case "manage":
			return `#/manage/${route.section}`;
	}
}

function decode(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}
