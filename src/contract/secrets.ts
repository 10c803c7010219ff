import { jsonWithoutCredentials } from "./json-secrets.ts";
import { xmlWithoutCredentials } from "./xml-secrets.ts";
import { yamlWithoutCredentials } from "./yaml-secrets.ts";

/** What stands in a record where a credential stood. */
export const maskText = "<token>";
/** The same in a URL. */
const maskInUrl = "redacted";

const inNames = "token|(?:api|access|private|functions?|subscription)[-_]?key|secret|passw(?:or)?d|passwd";
const headerName = new RegExp(
  `authorization|^authentication$|^(?:set-)?cookie2?$|^x-auth|session|jwt|signature|${inNames}`,
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

const pairs = /([?&;#\s]|^)([^?&;=\s"'<>]{1,80})=([^&;#\s"'<>]*)/g;

/** JSON as the value of a form or a query. */
const encodedJson = /^(?:%7B|%5B|[{[])/i;

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
    if (!encodedJson.test(value)) return whole;
    const json = decode(value);
    const cleaned = textWithoutCredentials(json, taken);
    return cleaned === json ? whole : `${before}${name}=${encodeURIComponent(cleaned)}`;
  });

/** A URL without user, password, and what its query holds of credentials; every other character stays. */
export const urlWithoutCredentials = (url: string, taken?: OnTaken): string => {
  const bare = url.replace(/^([a-z][a-z+.-]*:\/\/)[^/?#]*@/i, "$1");
  if (!/=|%(?:25)*3D/i.test(bare)) return bare;
  return withoutPairs(/%(?:25)*3D/i.test(bare) ? withoutNamed(bare, taken) : bare, maskInUrl, taken);
};

const scheme =
  /(?:\b|(?<=%20|%3A))(?:(bearer|basic|digest|token|api[-_]?key)(?:\s+|%20|\+)(\\?["']?)(?=[\w.~+/=-]*\d)[\w.~+/=-]{8,}|(bearer|basic)(?:\s+|%20|\+)(\\?["']?)[\w.~+/=-]{24,})/gi;
/** A JSON web token, or JSON in base64: it begins with `{"` of which the first is a name. */
const inBase64 = /\beyJ[\w+/-]{12,}={0,2}(?:\.[\w-]+){0,4}/g;

const withoutBase64 = (text: string, taken?: OnTaken): string =>
  text.replace(inBase64, (whole) => {
    const json = Buffer.from(whole.split(".")[0] ?? "", "base64").toString();
    if (!whole.includes(".") && (!mayHold(json) || textWithoutCredentials(json) === json)) return whole;
    taken?.(whole);
    return maskText;
  });

const named = `(?:[\\w-]{0,40}(?:${inNames}|authorization|jwt|session[-_]?id)s?(?:[-_]value)?|(?:set-)?cookie)`;
/** What a mark encloses, as a quote that may be escaped. */
const upToMark = "((?:(?!\\1)(?:[^\\\\]|\\\\.))+)(?=\\1)";

const namedInJson = new RegExp(`^(?:${named}|auth|pwd|pass|bearer|credentials?)$`, "i");
const jsonNames = new Map<string, boolean>();
const isNamedInJson = (name: string): boolean => {
  const known = jsonNames.get(name);
  if (known !== undefined) return known;
  const is = namedInJson.test(name);
  if (jsonNames.size < mostNames) jsonNames.set(name, is);
  return is;
};
const namedInXml = new RegExp(`^${named}$`, "i");

/** Where bodies and messages hold a credential by its name, each at the end of a match, what stands there then, and a cheap sign of it. */
const places: readonly (readonly [pattern: RegExp, mask: string, sign: RegExp])[] = [
  // A field of JSON within a text, or the first of a list there; a text that is JSON has been read as such.
  [
    new RegExp(`(\\\\{0,8}["'])${named}\\1\\s*:\\s*\\[?\\s*\\1${upToMark}`, "gi"),
    maskText,
    /\\["']|'\s*:\s*\[?\s*'|^\s{0,100}[^\s{[]/,
  ],
  // An element of XML (ended as one: the mask looks like its beginning), an attribute, a part of a form, a header's line.
  [new RegExp(`<(\\w{1,20}:)?${named}(?:\\s[^<>]{0,200})?>([^<]+)(?=<\\/)`, "gi"), maskInUrl, /<\//],
  [new RegExp(`(?<=(?:^|[\\s{:,;("'])${named}["']?\\s?=>?\\s?)(["'])${upToMark}`, "gi"), maskInUrl, /=>?\s?["']/],
  // A value without quotes after a name in quotes, as in YAML.
  [
    new RegExp(`(["'])${named}\\1:\\s{1,4}((?=[\\w.~+/=-]*\\d)(?=[\\w.~+/=-]*[a-z])[\\w.~+/=-]{8,})`, "gi"),
    maskText,
    /["']:\s/,
  ],
  [
    new RegExp(
      `;\\s{0,4}name=("?)[\\w[\\]-]{0,40}?${named}(?:\\]|\\[[\\w-]{0,40}\\])?\\1[^\\r\\n]{0,200}\\r?\\n(?:[^\\r\\n]{1,200}\\r?\\n){0,4}\\r?\\n((?:[^\\r\\n]|\\r?\\n(?!--))+)`,
      "gi",
    ),
    maskInUrl,
    /name=/i,
  ],
  [new RegExp(`\\b(${named}):\\s{1,4}["']?((?=[\\w.~+/=-]*\\d)[\\w.~+/=-]{8,})`, "gi"), maskText, /\w:\s/],
  // The query of an address inside another's, and a password before a host.
  [new RegExp(`%(?:25)*(3F|26)${named}%(?:25)*3D([^%&\\s"'<>]+)`, "gi"), maskInUrl, /%(?:3F|26)|%25/i],
  [/:\/\/([^\s/?#"'<>@:]{0,100}):([^\s/?#"'<>@]{1,200})(?=@)/g, maskInUrl, /:\/\//],
  // A token in the place of the user, and the same before a host and port without a scheme.
  [/(:\/\/)((?=[^\s/?#"'<>@:]*\d)[^\s/?#"'<>@:]{12,200})(?=@)/g, maskInUrl, /:\/\//],
  [
    /(?:^|[\s"'(=])([\w.-]{1,40}):([^\s/?#"'<>@:]{4,200})(?=@[\w.-]{1,100}:\d{2,5}(?!\d))/g,
    maskInUrl,
    /@[\w.-]{1,100}:\d\d/,
  ],
];

const withoutNamed = (text: string, taken?: OnTaken): string =>
  places.reduce(
    (rest, [pattern, mask, sign]) =>
      !sign.test(rest)
        ? rest
        : rest.replace(pattern, (whole: string, _mark: unknown, value: string) => {
            if (value === mask || value === maskText) return whole;
            taken?.(value);
            return whole.slice(0, -value.length) + mask;
          }),
    text,
  );

const hint =
  /token|s(?:ecret|ig|ession)|pass["w]|pwd|key|b(?:earer|asic)|digest|auth(?:oriz|["=])|c(?:ookie|redential)|jwt|:\/\/[^\s/?#"'<>@]{1,300}@|@[\w.-]{1,100}:\d\d/i;
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

/** Deeper in each other than anybody means them, texts of JSON in texts of JSON are read no more. */
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
