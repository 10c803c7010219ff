import { isObject } from "../contract/is-object.ts";
import type { GivenUser } from "../simulator/simulator.ts";
import { UsageError } from "./fail.ts";
import { readText } from "./read-text.ts";

const mend = "a list of users as the service shows them, or a saved answer with one";

/** The list in a file: bare, as `data` of an answer of version 1, or after the headers of an answer saved by `curl -i`. */
const listIn = (text: string, path: string): readonly unknown[] => {
  const at = /^HTTP\//.test(text) ? text.search(/^[[{]/m) : 0;
  const body = text.slice(Math.max(0, at));
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (error) {
    throw new UsageError(
      `${path}: is no JSON (${error instanceof Error ? error.message : "unreadable"}); give ${mend}`,
    );
  }
  const list = isObject(value) ? value.data : value;
  if (!Array.isArray(list)) throw new UsageError(`${path}: has no list of users; give ${mend}`);
  return list;
};

const userOf = (value: unknown, where: string): GivenUser => {
  if (!isObject(value)) throw new UsageError(`${where} is no user; give ${mend}`);
  const text = (field: string): string => {
    const found = value[field];
    if (typeof found === "string" && found !== "") return found;
    throw new UsageError(`${where} has no ${field}; a user has name, email, gender and status`);
  };
  const { id } = value;
  if (id !== undefined && !(Number.isSafeInteger(id) && Number(id) > 0)) {
    throw new UsageError(`${where} has an id that is no whole number from 1; leave it out for the next one`);
  }
  return {
    ...(id === undefined ? {} : { id: Number(id) }),
    name: text("name"),
    email: text("email"),
    gender: text("gender").toLowerCase(),
    status: text("status").toLowerCase(),
  };
};

/**
 * Users to begin with, out of a file.
 * @throws UsageError naming the file and the user that is none; what the file system says
 */
export const readGivenUsers = async (path: string): Promise<readonly GivenUser[]> =>
  listIn(await readText(path), path).map((value, at) => userOf(value, `${path}: entry ${at + 1}`));

/** A public user that has an e-mail, so that no other user can. */
export const ownerOf = (email: string): GivenUser => ({
  name: "Taken Already",
  email,
  gender: "female",
  status: "active",
});
