import type { Caller, Verb } from "./identity.ts";
import type { Field } from "./input.ts";
import type { Store } from "./store.ts";

export interface FieldError {
  readonly field: string;
  readonly message: string;
}
/** Messages by broken field, unordered. */
export type Problems = { readonly [field in Field]?: readonly string[] };

// The service's own texts, written down here a second time on purpose: a simulator that took them from where the rules
// do would agree with a rule that is wrong.
const blankText = "can't be blank";
const tooLongText = "is too long (maximum is 200 characters)";
const invalidText = "is invalid";
const takenText = "has already been taken";
const genderText = "can't be blank, can be male of female";

const longest = 200;
/** Blank as Rails means it: nothing but white space (facts 11.12, open for users). */
const isBlank = (value: string) => !/\S/.test(value);
/** Length in code points, as Ruby counts. */
const isTooLong = (value: string) => value.length > longest && [...value].length > longest;

/** A create is judged by all four fields, an update by those it names. @see facts 3.7 */
export const needsAllFields = (verb: Verb): boolean => verb === "create";

/** @see facts 1.7, facts 4.1, facts 4.2 */
export const nameProblems = (name: string, _verb: Verb): readonly string[] =>
  isBlank(name) ? [blankText] : isTooLong(name) ? [tooLongText] : [];

/**
 * One @ with something on either side and no white space, and no label of the domain that is empty or begins with a hyphen:
 * this fits all that was seen (facts 12.7, low; facts 11.5, open).
 */
const isEmail = (email: string): boolean => /^[^@\s]+@(?!-)[^@\s.]+(?:\.(?!-)[^@\s.]+)*$/.test(email);

/** @see facts 4.3, facts 4.4, facts 4.5; the order of several messages is open (facts 11.5) */
export const emailProblems = (email: string, taken: boolean, _verb: Verb): readonly string[] => {
  if (isBlank(email)) return [blankText];
  return [
    ...(isTooLong(email) ? [tooLongText] : []),
    ...(isEmail(email) ? [] : [invalidText]),
    ...(taken ? [takenText] : []),
  ];
};

export const genderProblems = (gender: string, _verb: Verb): readonly string[] =>
  gender === "male" || gender === "female" ? [] : [genderText];

export const statusProblems = (status: string, _verb: Verb): readonly string[] =>
  status === "active" || status === "inactive" ? [] : [blankText];

/** Whether another record has this e-mail, whoever owns it; letter case counts, as in Rails (facts 4.6; facts 11.5, open). */
export const isTaken = (store: Store, email: string, self: number | undefined, _caller: Caller): boolean =>
  store.withEmail(email).some((user) => user.email === email && user.id !== self);

/** Presence first in the order email, name, gender, status; e-mail format and uniqueness last. @see facts 4.10 */
export const arrangeErrors = (problems: Problems): readonly FieldError[] => {
  const emailIsBlank = problems.email?.[0] === blankText;
  const order: readonly Field[] = emailIsBlank
    ? ["email", "name", "gender", "status"]
    : ["name", "gender", "status", "email"];
  return order.flatMap((field) => {
    const messages = problems[field] ?? [];
    return messages.length === 0 ? [] : [{ field, message: messages.join(", ") }];
  });
};
