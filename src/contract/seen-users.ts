import { isObject } from "./is-object.ts";

/** The fields of one user in a body, even where only some of them are valid. */
export interface SeenUser {
  /** A positive whole number, also where it is written as text. */
  readonly id: number | undefined;
  readonly email: string | undefined;
}

/** A body as JSON; undefined where it is none. */
export const jsonOf = (body: string | undefined): unknown => {
  if (body === undefined || body === "") return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

const idOf = (value: unknown): number | undefined => {
  const id = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof id === "number" && Number.isSafeInteger(id) && id > 0 ? id : undefined;
};

const seen = (value: unknown): readonly SeenUser[] => {
  if (!isObject(value)) return [];
  const id = idOf(value.id);
  const email = typeof value.email === "string" ? value.email : undefined;
  return id === undefined && email === undefined ? [] : [{ id, email }];
};

/** The users of a body, one or a list, of a request or of an answer; of anything else none. For rules there is the schema. */
export const usersIn = (body: string | undefined): readonly SeenUser[] => {
  const value = jsonOf(body);
  return Array.isArray(value) ? value.flatMap(seen) : seen(value);
};
