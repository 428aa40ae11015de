import type { Database, Row } from "../store/database";
import { HubError } from "../common/errors";
import { hashPassword, isPassword } from "./password";
import type { RoleName } from "./principal";

/** A person who can sign in. */
export interface User {
	name: string;
	role: RoleName;
	/** Milliseconds since 1970. */
	created: number;
}

export const USER_NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;
const MOST_USERS = 200;

/** The people who can sign in. */
export class Users {
	readonly #database: Database;

	constructor(database: Database) {
		this.#database = database;
	}

	get size(): number {
		return Number(this.#database.get("SELECT count(*) AS n FROM users")?.["n"]);
	}

	all(): User[] {
		return this.#database.all("SELECT name, role, created FROM users ORDER BY name").map(toUser);
	}

	get(name: string): User | undefined {
		const row = this.#database.get("SELECT name, role, created FROM users WHERE name = ?", name);
		return row && toUser(row);
	}

	/** @throws HubError `bad-argument`, `exists`, `first-admin`, `too-many` */
	async add(name: string, password: string, role: RoleName): Promise<User> {
		if (!USER_NAME.test(name)) {
			throw new HubError(
				"bad-argument",
				"a name has 1 to 64 letters, digits and . _ @ -, and starts with a letter or digit",
				{ field: "name" },
			);
		}
		const hash = await hashPassword(password);
		return this.#database.transaction(() => {
			if (this.get(name)) throw new HubError("exists", `there is a user ${name} already`, { field: "name" });
			if (this.size >= MOST_USERS) throw new HubError("too-many", `there are ${MOST_USERS} users already`);
			if (this.size === 0 && role !== "admin") {
				throw new HubError("first-admin", "the first user must be an admin", { field: "role" });
			}
			const created = Date.now();
			this.#database.run("INSERT INTO users VALUES (?, ?, ?, ?)", name, role, hash, created);
			return { name, role, created };
		});
	}

	/** Changes a password or a role. Who changes the password ends the user's sessions. @throws HubError `not-found`, `last-admin` */
	async change(name: string, { password, role }: { password?: string; role?: RoleName }): Promise<User> {
		this.#need(name);
		const hash = password === undefined ? undefined : await hashPassword(password);
		return this.#database.transaction(() => {
			const user = this.#need(name);
			if (role === "person") this.#keepAnAdmin(user);
			if (role) this.#database.run("UPDATE users SET role = ? WHERE name = ?", role, name);
			if (hash) {
				this.#database.run("UPDATE users SET password = ? WHERE name = ?", hash, name);
				this.#database.run("DELETE FROM sessions WHERE user = ?", name);
			}
			return { ...user, role: role ?? user.role };
		});
	}

	/**
	 * Changes the password of who knows it, and ends the user's other sessions.
	 * @param session the one that stays, as it is stored
	 * @returns whether `current` is the password
	 * @throws HubError `bad-argument`, `busy`
	 */
	async changeOwnPassword(
		name: string,
		{ current, password }: { current: string; password: string },
		session: Buffer,
	): Promise<boolean> {
		if (!(await this.check(name, current))) return false;
		const hash = await hashPassword(password);
		this.#database.transaction(() => {
			this.#need(name);
			this.#database.run("UPDATE users SET password = ? WHERE name = ?", hash, name);
			this.#database.run("DELETE FROM sessions WHERE user = ? AND hash <> ?", name, session);
		});
		return true;
	}

	/** Removes a user and ends the sessions. @throws HubError `not-found`, `last-admin` */
	remove(name: string): void {
		this.#database.transaction(() => {
			this.#keepAnAdmin(this.#need(name));
			this.#database.run("DELETE FROM users WHERE name = ?", name);
		});
	}

	/** The user of this name if the password is right. Takes as long if there is none. @throws HubError `busy` */
	async check(name: string, password: string): Promise<User | undefined> {
		const row = this.#database.get("SELECT password FROM users WHERE name = ?", name);
		const right = await isPassword(password, row && String(row["password"]));
		return right ? this.get(name) : undefined;
	}

	#need(name: string): User {
		const user = this.get(name);
		if (!user) throw new HubError("not-found", "there is no user of this name");
		return user;
	}

	#keepAnAdmin({ name, role }: User): void {
		const others = this.#database.get(
			"SELECT count(*) AS n FROM users WHERE role = 'admin' AND name <> ?",
			name,
		);
		if (role === "admin" && others?.["n"] === 0) {
			throw new HubError("last-admin", `${name} is the last admin: without one nobody could add another`);
		}
	}
}

function toUser(row: Row): User {
	return {
		name: String(row["name"]),
		role: row["role"] === "admin" ? "admin" : "person",
		created: Number(row["created"]),
	};
}
