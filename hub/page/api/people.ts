import type { Role } from "./session";
import { ask, at } from "./http";

export interface Person {
	name: string;
	role: Role;
}

export const listPeople = async (): Promise<Person[]> =>
	(await ask<{ users: Person[] }>("GET", "users")).users;
export const addPerson = (person: Person & { password: string }): Promise<unknown> =>
	ask("POST", "users", person);
export const changePerson = (name: string, changes: { role?: Role; password?: string }): Promise<unknown> =>
	ask("PATCH", at("users", name), changes);
export const removePerson = (name: string): Promise<unknown> => ask("DELETE", at("users", name));
