import { HubError } from "../common/errors";

/** What a person may do: an admin everything, a person everything but change who may do what. */
export const ROLES = ["admin", "person"] as const;
export type RoleName = (typeof ROLES)[number];

/** Who asks. */
export type Principal =
	/** Nobody that the hub knows. */
	| { kind: "nobody" }
	/** Anybody, where nobody has to sign in. */
	| { kind: "everybody" }
	/** Somebody who has signed in; `session` is the hash by which it is stored, undefined for the viewer token itself. */
	| { kind: "user"; name: string; role: RoleName; session?: Buffer }
	/** A program with an access token for the doors of these devices, or of all (null). */
	| { kind: "token"; id: string; devices: readonly string[] | null }
	/** A doorbell; null is one without a token of its own. */
	| { kind: "doorbell"; device: string | null };

/**
 * Who may use a route: `anyone`; a `person` who has signed in; an `admin`; whoever may open a `door` to a device's
 * media (a person, or a program with an access token); a `doorbell` (or an admin).
 */
export type Rule = "anyone" | "person" | "admin" | "door" | "doorbell";

/** Whether somebody may use what has this rule. @param device that it is about, if it is about one */
export function isAllowed(rule: Rule, principal: Principal, device?: string): boolean {
	if (rule === "anyone" || principal.kind === "everybody") return true;
	switch (principal.kind) {
		case "user":
			return rule === "person" || rule === "door" || principal.role === "admin";
		case "token": {
			if (rule !== "door") return false;
			if (principal.devices === null) return true;
			return device !== undefined && principal.devices.includes(device);
		}
		case "doorbell":
			return (
				rule === "doorbell" &&
				(device === undefined || principal.device === null || principal.device === device)
			);
		default:
			return false;
	}
}

/** Refuses who is not allowed. @throws HubError `unauthorized` for nobody, `forbidden` for somebody */
export function checkAllowed(rule: Rule, principal: Principal, device?: string): void {
	if (isAllowed(rule, principal, device)) return;
	if (principal.kind === "nobody") {
		const needed: Record<Rule, string> = {
			anyone: "",
			person: "sign in first",
			admin: "sign in first",
			door: "sign in first, or add ?token= with an access token to the address",
			doorbell: "a device token is needed: Authorization: Bearer TOKEN",
		};
		throw new HubError("unauthorized", needed[rule]);
	}
	throw new HubError(
		"forbidden",
		principal.kind === "user"
			? "only an admin may do this"
			: principal.kind === "token"
				? "this access token is not for this: it opens the standard doors of its devices"
				: "a device token is for its doorbell only",
	);
}

/** Somebody's name, as others see it; undefined where nobody has one. */
export function nameOf(principal: Principal): string | undefined {
	return principal.kind === "user" ? principal.name : undefined;
}
