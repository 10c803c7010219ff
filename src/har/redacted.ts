import { isCredentialName } from "../contract/secrets.ts";

/** What people and tools put where they took something out. */
const plain = "redacted|removed|masked|sanitized|sanitised|scrubbed|censored|anonymized|anonymised|omitted";
const marked = `${plain}|hidden|filtered|stripped|elided|secret|private|truncated|token|your[_ -]?token|e-?mail|uuid|pii`;

/** `<redacted>`, `[REMOVED BY x]`, `{{token}}`. */
const bracketed = new RegExp(`[<[({]{1,2}\\s*(?:${marked})\\b[^<>[\\](){}"]{0,40}[>\\])}]{1,2}`, "i");
const alone = new RegExp(`^\\s*(?:_{0,2}(?:${plain})_{0,2}|•{3,}|…|\\.{3})\\s*$`, "i");
const quoted = new RegExp(`"(?:_{0,2}(?:${plain})_{0,2}|•{3,}|…|\\.{3})"(?!\\s*:)`, "i");
/** No header's value ends so: it was shortened. */
const cut = /(?:\.{3}|…)\s*$/;
/** What stands in the place of a UUID. */
const noId = /^0{8}(?:-0{4}){3}-0{12}$/;
const starred = /\*{3,}/;

/** Whether a header's value is not what was sent: nothing may be concluded from it. */
export const isRedactedValue = (text: string): boolean =>
  alone.test(text) || bracketed.test(text) || starred.test(text) || cut.test(text) || noId.test(text);

/** Whether a body, or a text in it, is not what was sent. */
export const isRedactedBody = (text: string): boolean =>
  alone.test(text) || bracketed.test(text) || quoted.test(text) || starred.test(text);

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/**
 * Whether an address is not the one that was requested, as `/users/<redacted>` or `/users/{id}`. Asterisks alone are a bad
 * id that people try (facts 3.3).
 */
export const isRedactedUrl = ({ pathname, searchParams }: URL): boolean =>
  pathname
    .split("/")
    .map(decode)
    .some(
      (part) => alone.test(part) || bracketed.test(part) || /^(?:\{\w+\}|:[a-z]\w*|(?:user_?)?id|x{3,})$/i.test(part),
    ) ||
  [...searchParams].some(
    ([name, value]) =>
      !isCredentialName(name) &&
      (alone.test(name) || bracketed.test(name) || alone.test(value) || bracketed.test(value)),
  );

/** Whether the query holds a credential, or did before it was masked. */
export const hasCredential = ({ searchParams }: URL): boolean =>
  [...searchParams.keys()].some((name) => isCredentialName(name));
