import { ask } from "./http";

/** What a person may do: `admin` everything, `person` look, listen, talk and open. */
export type Role = "admin" | "person";

/** Who sits before this page, as the hub knows them. */
export interface Session {
	/** Whether the hub wants people to sign in. */
	needed: boolean;
	signedIn: boolean;
	/** Absent where nobody needs to sign in. */
	name?: string;
	role?: Role;
	/** Whether who has signed in has a password of their own, rather than the viewer token. */
	own?: boolean;
	/** Whether one can sign in by name and password. */
	password?: boolean;
	/** Whether one can sign in by the viewer token. */
	token?: boolean;
}

export type Credentials = { name: string; password: string } | { token: string };

export const getSession = (): Promise<Session> => ask("GET", "session");
export const signIn = (credentials: Credentials): Promise<Session> => ask("POST", "session", credentials);
/** Changes the password of who has signed in; ends this person's other sessions. */
export const changePassword = (current: string, password: string): Promise<unknown> =>
	ask("POST", "session/password", { current, password });
export const signOut = (): Promise<Session> => ask("DELETE", "session");

/** Whether this person has signed in by a name that has a password. */
export const hasPassword = (session: Session): boolean =>
	session.signedIn && session.name !== undefined && session.own === true;

/** Whether this person may change the hub: on a hub where nobody signs in, everybody. */
export const isAdmin = (session: Session | undefined): boolean =>
	session !== undefined && (!session.needed || (session.signedIn && session.role !== "person"));
