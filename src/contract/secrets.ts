/** What stands in a record where a credential stood. */
export const maskText = "<token>";
/** The same in a URL. */
const maskInUrl = "redacted";

const inNames = "token|api[-_]?key|secret|passw(?:or)?d|passwd";
const headerName = new RegExp(
  `^(?:proxy-)?authorization$|^(?:set-)?cookie2?$|^x-auth|session|jwt|signature|${inNames}`,
  "i",
);
const parameterName = new RegExp(
  `^(?:key|auth|authorization|sig|signature|jwt|pwd|pass|sid|session(?:[-_]?id)?|credentials?)$|${inNames}`,
  "i",
);

const mostNames = 1000;
const headerNames = new Map<string, boolean>();

/** Whether a header holds a credential, by its name: whatever the scheme, and whoever sends it. */
export const isCredentialHeader = (name: string): boolean => {
  const known = headerNames.get(name);
  if (known !== undefined) return known;
  const is = headerName.test(name);
  if (headerNames.size < mostNames) headerNames.set(name, is);
  return is;
};

/** Whether a query parameter or a field of a form or of JSON holds a credential, by its name. */
export const isCredentialName = (name: string): boolean => parameterName.test(name);

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
};

/** Called with each credential that was taken out. */
export type OnTaken = (secret: string) => void;

const pairs = /([?&;\s]|^)([^?&;=\s"'<>]{1,80})=([^&;#\s"'<>]*)/g;

const withoutPairs = (text: string, mask: string, taken?: OnTaken): string =>
  text.replace(pairs, (whole, before: string, name: string, value: string) => {
    if (value === "" || value === mask || !isCredentialName(decode(name))) return whole;
    taken?.(decode(value));
    return `${before}${name}=${mask}`;
  });

/** A URL without user, password, and what its query holds of credentials; every other character stays. */
export const urlWithoutCredentials = (url: string, taken?: OnTaken): string => {
  const bare = url.replace(/^([a-z][a-z+.-]*:\/\/)[^/?#]*@/i, "$1");
  return bare.includes("=") ? withoutPairs(bare, maskInUrl, taken) : bare;
};

const field =
  /("(?:[\w-]{0,40}(?:token|api[-_]?key|secret|passwo?r?d|authorization|jwt)|cookie)"\s*:\s*")((?:[^"\\]|\\.)+)(?=")/gi;
const scheme = /\b(bearer|basic|digest)(\s+|%20|\+)(?=[\w.~+/=-]*\d)[\w.~+/=-]{8,}/gi;

const hint = /token|secret|passw|key|bearer|basic|digest|authoriz|cookie|jwt|sig|auth=/i;
const shortest = 15;

/** Short texts come again and again, as values of headers: each is looked at once. */
const longestKept = 100;
const looked = new Map<string, boolean>();

/** Whether a text may hold anything that {@link textWithoutCredentials} takes out: a cheap test before the pattern. */
const mayHoldCredential = (text: string): boolean => {
  if (text.length < shortest) return false;
  if (text.length > longestKept) return hint.test(text);
  const known = looked.get(text);
  if (known !== undefined) return known;
  const may = hint.test(text);
  if (looked.size >= mostNames) looked.clear();
  looked.set(text, may);
  return may;
};

/** A body or a message without credentials that a name or a scheme gives away; JSON stays JSON. */
export const textWithoutCredentials = (text: string, taken?: OnTaken): string => {
  if (!mayHoldCredential(text)) return text;
  const masked = text
    .replace(field, (whole, before: string, value: string) => {
      if (value === maskText) return whole;
      taken?.(value);
      return before + maskText;
    })
    .replace(scheme, (_, name: string) => `${name} ${maskText}`);
  return masked.includes("=") ? withoutPairs(masked, maskInUrl, taken) : masked;
};
