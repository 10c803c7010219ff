import type { ObservedRequest } from "../contract/observation.ts";
import { type RequiredField, type UserField, userFields, users } from "../contract/resources.ts";

/** A field that must be named by the 422, with its text where facts prove one. */
interface ExpectedError {
  readonly field: UserField;
  readonly message: string;
  /** Place in the list: presence errors by the resource's order, then format and uniqueness. Undefined: open question. */
  readonly rank: number | undefined;
}

/** What the contract says of a write's values, before looking at the answer. */
export interface Prediction {
  /** Fields certainly broken. */
  readonly errors: readonly ExpectedError[];
  /** Fields whose treatment is an open question: an error is as good as none. */
  readonly open: ReadonlySet<UserField>;
  /** What a field holds after an accepted write, for the fields sent whose value is certain. */
  readonly stored: { readonly [field in UserField]?: string };
  /** The fields the request names. */
  readonly named: ReadonlySet<UserField>;
  /** The whole body is an open question (malformed, wrong media type): nothing is predicted. */
  readonly unknown?: string;
}

/** What the model knows of an e-mail when a write that uses it is judged. */
export type EmailState = "free" | "held" | "unknown";

/** What any service takes for an e-mail; two dots in a row are none by RFC 5321, and Go REST's word on them is not known. */
const plainEmail =
  /^(?!.*\.\.)[A-Za-z0-9](?:[A-Za-z0-9._%+-]*[A-Za-z0-9])?@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/;

/**
 * Verdict on one value: stored as this, broken with this text, or an open question. `open` beside `stored`: whether it is
 * accepted is not known, but if it is, it is stored as this.
 */
type FieldOutcome = { stored: string; open?: true } | { error: string; late?: boolean; rankOpen?: boolean } | "open";

/** Longer is none of the e-mails that recordings show accepted; that 200 characters are, one source says. @see facts 1.8 */
const surelyShort = 190;

const length = (text: string) => [...text].length;
const hasLoneSurrogate = (text: string) => !text.isWellFormed();
const outerBlank = (text: string) => text !== text.trim();

const treatmentOfText = (value: string, facts: RequiredField): FieldOutcome | undefined => {
  if (value === "") return { error: facts.messages.blank };
  // Blank-with-spaces, NUL and lone surrogates: no evidence (facts 11.12).
  if (value.trim() === "" || value.includes("\0") || hasLoneSurrogate(value)) return "open";
  if (facts.values !== undefined) {
    const folded = value.toLowerCase();
    if (facts.values.includes(folded)) return { stored: folded };
    return facts.values.includes(folded.trim()) ? "open" : { error: facts.messages.blank };
  }
  if (facts.maxLength !== undefined && facts.messages.tooLong !== undefined) {
    const points = length(value);
    if (points > facts.maxLength) {
      // One source of medium confidence knows of a longest e-mail; it is judged by a rule of its own.
      if (facts.messages.format !== undefined) return "open";
      // Trimming might save a value that is too long only by its outer blanks; length's place in the order is unknown.
      return length(value.trim()) > facts.maxLength ? { error: facts.messages.tooLong, rankOpen: true } : "open";
    }
    // Counted in UTF-16 units it would be too long: what a character is has no evidence.
    if (value.length > facts.maxLength) return "open";
  }
  return undefined;
};

const treatmentOf = (field: UserField, value: unknown, email: EmailState): FieldOutcome => {
  const facts: RequiredField = users.fields[field];
  if (value === undefined || value === null) return { error: facts.messages.blank };
  // Wrong JSON types: casting is likely, unproven (facts 11.6).
  if (typeof value !== "string") return "open";
  const treatment = treatmentOfText(value, facts);
  if (field === "email" && facts.messages.format !== undefined) {
    if (treatment !== undefined) return treatment;
    if (!value.includes("@")) return { error: facts.messages.format, late: true };
    if (outerBlank(value) || !plainEmail.test(value)) return "open";
    if (email === "held") return { error: facts.messages.taken ?? "", late: true };
    return email === "unknown" || value.length > surelyShort ? { stored: value, open: true } : { stored: value };
  }
  return treatment ?? { stored: value };
};

const nothing: Prediction = { errors: [], open: new Set(), stored: {}, named: new Set() };

/**
 * What the contract says of a create or an update.
 * @param email state of the e-mail named in the body, this record's own excepted
 * @see facts 3.7, facts 3.10, facts 3.11, and section 4 of docs/facts.md
 */
export const predict = (request: ObservedRequest, email: EmailState): Prediction => {
  const creating = request.operation?.id === "createUser";
  const { body } = request;
  if (body.kind === "broken") return { ...nothing, unknown: "malformed JSON (facts 11.1)" };
  if (body.kind === "text") return { ...nothing, unknown: "not sent as JSON (facts 11.2)" };
  if (body.kind === "json" && request.fields === undefined && !Array.isArray(body.value)) {
    return { ...nothing, unknown: "a JSON scalar as body" };
  }
  if (!creating && request.fields === undefined) return { ...nothing, unknown: "an update without a JSON object" };
  // Query parameters may count as body fields (facts 3.16, low confidence).
  if (userFields.some((field) => request.query.has(field))) return { ...nothing, unknown: "fields in the query" };
  const fields = request.fields ?? {};
  const errors: ExpectedError[] = [];
  const open = new Set<UserField>();
  const stored: { [field in UserField]?: string } = {};
  const named = new Set<UserField>();
  for (const field of userFields) {
    const sent = Object.hasOwn(fields, field);
    if (sent) named.add(field);
    else if (!creating) continue;
    const treatment = treatmentOf(field, fields[field], email);
    if (treatment === "open") open.add(field);
    else if ("stored" in treatment) {
      if (treatment.open === true) open.add(field);
      // Whether outer blanks are kept is an open question: accepted for certain, stored as who knows what.
      if (!outerBlank(treatment.stored)) stored[field] = treatment.stored;
    } else {
      const rank = users.presenceOrder.indexOf(field) + (treatment.late === true ? users.presenceOrder.length : 0);
      errors.push({ field, message: treatment.error, rank: treatment.rankOpen === true ? undefined : rank });
    }
  }
  return { errors, open, stored, named };
};
