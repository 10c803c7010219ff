import type { UserFilters } from "../client/typed-client.ts";
import type { NewUser, UserChange } from "../contract/document.ts";
import type { BodyInput, EmailInput, Json, QueryInput, RecordRef, StepContext } from "./step.ts";

/**
 * Input as a step has it, taken for what an operation is declared to take. The one such cast: a step may be ill-formed on
 * purpose (an id that is none, a field of another type, a filter the spec does not name), goes through the same typed
 * operations all the same, and it is for the service to refuse it.
 */
export const illFormed = <Wanted>(input: unknown): Wanted => input as Wanted;

/** The id of a record, or undefined when there is none such: then there is nothing to send. */
export const idOf = (who: RecordRef, context: StepContext): number | undefined =>
  "handle" in who ? context.idOf(who.handle) : "id" in who ? illFormed<number>(who.id) : context.publicId();

const isEmailInput = (value: unknown): value is EmailInput =>
  typeof value === "object" &&
  value !== null &&
  ["fresh", "of", "former", "swapped", "publicUser", "text"].some((kind) => kind in value);

/** A body, its e-mail resolved; undefined when a reference leads nowhere. */
export const bodyOf = <Body extends NewUser | UserChange>(body: BodyInput, context: StepContext): Body | undefined => {
  const fields: { [field: string]: Json } = {};
  for (const [field, value] of Object.entries(body)) {
    if (value === undefined) continue;
    if (field === "email" && isEmailInput(value)) {
      const email = context.email(value);
      if (email === undefined) return undefined;
      fields[field] = email;
    } else if (field === "id" && typeof value === "object" && value !== null && "of" in value) {
      const id = context.idOf(String(value.of));
      if (id === undefined) return undefined;
      fields[field] = id;
      // A field other than the e-mail is plain JSON by its type.
    } else fields[field] = value as Json;
  }
  return illFormed<Body>(fields);
};

/** A query, or undefined when a reference leads nowhere. A name given twice has both values, in order. */
export const queryOf = (
  query: readonly (readonly [string, QueryInput])[],
  context: StepContext,
): UserFilters | undefined => {
  const filters = new Map<string, string[]>();
  for (const [name, input] of query) {
    const value = context.query(input)?.toWellFormed();
    if (value === undefined) return undefined;
    // Values are encoded on the way, names are not: those of the spec need none.
    const key = encodeURIComponent(name);
    filters.set(key, [...(filters.get(key) ?? []), value]);
  }
  return illFormed<UserFilters>(Object.fromEntries(filters));
};

/** An id that no service has given: beyond any 32-bit number, and too long to be a number of JavaScript's. */
export const idOfNone = illFormed<number>("999999999999999999");
