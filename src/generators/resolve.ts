import type { BodyInput, EmailInput, Hand, Json, QueryInput, RecordRef } from "./step.ts";

/** The path of a record, or undefined when there is none such: then there is nothing to send. */
export const pathOf = (who: RecordRef, hand: Hand): string | undefined => {
  const id = "handle" in who ? hand.idOf(who.handle) : "id" in who ? who.id : hand.publicId();
  return id === undefined ? undefined : `/users/${encodeURIComponent(id)}`;
};

const isEmailInput = (value: unknown): value is EmailInput =>
  typeof value === "object" &&
  value !== null &&
  ["fresh", "of", "former", "swapped", "publicUser", "text"].some((kind) => kind in value);

/** A body as JSON text, its e-mail resolved; undefined when a reference leads nowhere. */
export const bodyText = (body: BodyInput, hand: Hand): string | undefined => {
  const fields: { [field: string]: Json } = {};
  for (const [field, value] of Object.entries(body)) {
    if (value === undefined) continue;
    if (field === "email" && isEmailInput(value)) {
      const email = hand.email(value);
      if (email === undefined) return undefined;
      fields[field] = email;
    } else if (field === "id" && typeof value === "object" && value !== null && "of" in value) {
      const id = hand.idOf(String(value.of));
      if (id === undefined) return undefined;
      fields[field] = id;
      // A field other than the e-mail is plain JSON by its type.
    } else fields[field] = value as Json;
  }
  return JSON.stringify(fields);
};

/** A query string with its question mark, or undefined when a reference leads nowhere. */
export const queryText = (query: readonly (readonly [string, QueryInput])[], hand: Hand): string | undefined => {
  const params = new URLSearchParams();
  for (const [name, input] of query) {
    const value = hand.query(input);
    if (value === undefined) return undefined;
    params.append(name, value);
  }
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
};

/** An id that no service has given: beyond any 32-bit number and long enough to be nobody's. */
export const nothingThere = "/users/999999999999999999";
