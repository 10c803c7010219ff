import { jsonWithoutCredentials } from "./json-secrets.ts";
import {
  inNames,
  maskInUrl,
  maskText,
  named,
  type OnTaken,
  withoutNamed,
  xmlWithoutCredentials,
  yamlWithoutCredentials,
} from "./secret-places.ts";

export { maskText } from "./secret-places.ts";

const headerName = new RegExp(
  `authorization|^(?:proxy-)?authentication(?:-info)?$|^(?:set-)?cookie2?$|^(?:x-)?(?:auth|credentials?|bearer|dpop|key|sid|pwd|pass|sig|otp)$|^x-auth|session|jwt|oidc|signature|^x-(?!idempotency|request|cache|surrogate|correlation)[\\w-]{1,40}-key$|^fastly-key$|${inNames}`,
  "i",
);
const parameterName = new RegExp(
  `^(?:key|auth|authorization|sig|signature|jwt|pwd|pass|otp|sid|(?:j|php)?sess(?:ion)?(?:[-_.]?id)?|credentials?)$|${inNames}`,
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

const pairs = /([?&;#\s]|^)([^?&;=\s"'<>]{1,80})=([^&;#\s"'<>]*)/g;

/** A value of a form or a query that may hold more than a word: it has escapes or blanks, or is JSON. */
const compound = /[%+]|^[{[]/;

const withoutPairs = (text: string, mask: string, taken?: OnTaken): string =>
  text.replace(pairs, (whole, before: string, name: string, value: string) => {
    if (value === "" || value === mask) return whole;
    if (isCredentialName(decode(name))) {
      taken?.(decode(value));
      return `${before}${name}=${mask}`;
    }
    const query = value.indexOf("?");
    // An address as the value, with a query of its own.
    if (query >= 0) return `${before}${name}=${value.slice(0, query)}${withoutPairs(value.slice(query), mask, taken)}`;
    if (!compound.test(value)) return whole;
    const plain = decode(value);
    const cleaned = plain === text ? plain : textWithoutCredentials(plain, taken);
    return cleaned === plain ? whole : `${before}${name}=${encodeURIComponent(cleaned)}`;
  });

const maybeInUrl = new RegExp(`%(?:25)*3D|[:@]\\S*@|eyJ|(?:${inNames})s?(?:\\/|%2F)|\\/[\\w-]{32}`, "i");
const innocentUrls = new Set<string>();

/** A URL without user, password, and what its query holds of credentials; every other character stays. */
export const urlWithoutCredentials = (url: string, taken?: OnTaken): string => {
  // Load sends the same few again and again.
  if (innocentUrls.has(url)) return url;
  const cleaned = cleanUrl(url, taken);
  if (cleaned === url && url.length <= longestUrl) {
    if (innocentUrls.size >= mostNames) innocentUrls.clear();
    innocentUrls.add(url);
  }
  return cleaned;
};
const longestUrl = 300;

const cleanUrl = (url: string, taken?: OnTaken): string => {
  const bare = url.replace(/^([a-z][a-z+.-]*:\/\/)[^/?#]*@/i, "$1");
  const rest = maybeInUrl.test(bare) ? withoutBase64(withoutNamed(bare, taken), taken, maskInUrl) : bare;
  return rest.includes("=") ? withoutPairs(rest, maskInUrl, taken) : rest;
};

const scheme =
  /(?:\b|(?<=%20|%3A))(?:(bearer|basic|digest|token|ntlm|negotiate|dpop|api[-_]?key)(?:\s+|%20|\+)(\\?["']?)(?=[\w.~+/=-]*\d)[\w.~+/=-]{8,}|(bearer|basic|ntlm|negotiate)(?:\s+|%20|\+)(\\?["']?)[\w.~+/=-]{24,})/gi;
/** A JSON web token, or JSON in base64: it begins with `{"` of which the first is a name. */
const inBase64 = /\beyJ[\w+/-]{12,}={0,2}(?:\.[\w-]+){0,4}/g;

const withoutBase64 = (text: string, taken?: OnTaken, mask = maskText): string =>
  text.replace(inBase64, (whole) => {
    const json = Buffer.from(whole.split(".")[0] ?? "", "base64").toString();
    if (!whole.includes(".") && (!mayHold(json) || textWithoutCredentials(json) === json)) return whole;
    taken?.(whole);
    return mask;
  });

const namedInJson = new RegExp(`^(?:${named}|auth|pwd|pass|otp|bearer|credentials?)$`, "i");
const jsonNames = new Map<string, boolean>();
const isNamedInJson = (name: string): boolean => {
  const known = jsonNames.get(name);
  if (known !== undefined) return known;
  const is = namedInJson.test(name);
  if (jsonNames.size < mostNames) jsonNames.set(name, is);
  return is;
};
const namedInXml = new RegExp(`^${named}$`, "i");

const hint =
  /token|s(?:ecret|ig|ession)|pass["w]|pwd|key|b(?:earer|asic)|digest|auth(?:oriz|["=])|c(?:ookie|redential)|jwt|otp|curl|wget|httpie|\bhttps?\s-|n(?:tlm|egotiate)|%3A[^&\s]{4,200}%40|:\/\/[^\s/?#"'<>@]{1,300}@|:[^\s/?#"'<>@]{4,200}@|\/[\w-]{32}/i;
/** What JSON in base64 begins with is looked for by itself: as one more word of the pattern it costs half as much again. */
const mayHold = (text: string): boolean =>
  hint.test(text) || text.includes("eyJ") || text.includes("\\u00") || (text.includes("%") && escapedLetter.test(text));
/** A letter that needs no escape: a name may be hidden by it. */
const escapedLetter = /%[46][1-9a-f]|%[57][0-9a]/i;
const shortest = 15;

/** Short texts come again and again, as values of headers: each is looked at once. */
const longestKept = 100;
const looked = new Map<string, boolean>();

/** Whether a text may hold anything that {@link textWithoutCredentials} takes out: a cheap test before the pattern. */
const mayHoldCredential = (text: string): boolean => {
  if (text.length < shortest) return false;
  if (text.length > longestKept) return mayHold(text);
  const known = looked.get(text);
  if (known !== undefined) return known;
  const may = mayHold(text);
  if (looked.size >= mostNames) looked.clear();
  looked.set(text, may);
  return may;
};

/** Texts of JSON in texts of JSON are read no deeper than this. */
const deepest = 5;
let depth = 0;

/** What the structure of a text gives away, where it has one. */
const withoutStructured = (text: string, taken?: OnTaken): string => {
  const begin = /^\s{0,100}([{[<])/.exec(text)?.[1];
  if (begin === undefined) return yamlWithoutCredentials(text, maskText, isNamedInJson, taken);
  if (depth >= deepest) return text;
  if (begin === "<") return xmlWithoutCredentials(text, maskInUrl, (name) => namedInXml.test(name), taken);
  depth++;
  try {
    const inside = (value: string) => (/^\s{0,100}[{[<]/.test(value) ? textWithoutCredentials(value, taken) : value);
    return jsonWithoutCredentials(text, maskText, isNamedInJson, inside, taken);
  } finally {
    depth--;
  }
};

/** A body or a message without credentials that a name or a scheme gives away; JSON stays JSON. */
export const textWithoutCredentials = (text: string, taken?: OnTaken): string => {
  if (!mayHoldCredential(text)) return text;
  const plain = withoutStructured(text, taken);
  const masked = withoutBase64(withoutNamed(plain, taken), taken).replace(
    scheme,
    (_, short: string | undefined, mark: string | undefined, long: string, longMark: string | undefined) =>
      `${short ?? long} ${mark ?? longMark ?? ""}${maskText}`,
  );
  return masked.includes("=") ? withoutPairs(masked, maskInUrl, taken) : masked;
};
