/** What stands in a record where a credential stood. */
export const maskText = "<token>";
/** The same in a URL. */
export const maskInUrl = "redacted";

/** Called with each credential that was taken out. */
export type OnTaken = (secret: string) => void;

/** What names of credentials have in them, of headers, of parameters and of fields, as a part of a pattern. */
export const inNames =
  "token|(?:api|access|private|functions?|subscription)[-_]?key|secret|passw(?:or)?d|passwd|passphrase|passcode";
/** The name of a field, an element or an option that gives a credential away, as a part of a pattern. */
export const named = `(?:[\\w-]{0,40}(?:${inNames}|authorization|jwt|session[-_]?id)s?(?:[-_]value)?|(?:set-)?cookie)`;

/** What a mark encloses, as a quote that may be escaped. */
const upToMark = "((?:(?!\\1)(?:[^\\\\]|\\\\.))+)(?=\\1)";
const mark = `(\\\\{0,8}["'])`;

/** An option of curl and its like, and what stands between it and its value, as words of a shell or of a list. */
const optionOf = (options: string): string => `(?<=[\\s"'])(?:${options})(?:\\s{1,4}|=|["'],\\s{0,4}|)`;
const login = optionOf("-[a-z]{0,6}[ua]|--(?:proxy-)?user|--auth");
const cookies = optionOf("-[a-z]{0,6}b|--cookie");
const tools = /\b(?:curl|wget|httpie|xh)\b|\bhttps?["']?,?\s/i;

/** Letters and digits mixed as in no word and no number, nor in a UUID: a token of the service has 64 of them. */
const opaque =
  "(?:(?=(?:[a-z]*\\d){4})(?=[\\da-z]*[a-z])[\\da-z]{32,200}|(?=[\\w-]*\\d)(?=[\\w-]*[a-z])(?=[\\w-]*[A-Z])[\\w-]{40,200})";

/** Each ends with the credential, as its second group. */
const places: readonly (readonly [pattern: RegExp, mask: string, sign: RegExp])[] = [
  // A field of JSON within a text, or the first of a list there; a text that is JSON has been read as such.
  [
    new RegExp(`${mark}${named}\\1\\s*:\\s*\\[?\\s*\\1${upToMark}`, "gi"),
    maskText,
    /\\["']|'\s*:\s*\[?\s*'|^\s{0,100}[^\s{[]/,
  ],
  // An element of XML (ended as one: the mask looks like its beginning), an attribute, a part of a form, a header's line.
  [new RegExp(`<(\\w{1,20}:)?${named}(?:\\s[^<>]{0,200})?>([^<]+)(?=<\\/)`, "gi"), maskInUrl, /<\//],
  [
    new RegExp(`(?<=(?:^|[\\s{:,;("'])(?:${named}|\\w{0,20}signature)["']?\\s?=>?\\s?)(["'])${upToMark}`, "gi"),
    maskInUrl,
    /=>?\s?["']/,
  ],
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
  // An answer to a challenge is made from the password.
  [/\b(?:response|rspauth)=(\\{0,8}["']?)([\da-f]{32,128})(?![\da-f])/gi, maskInUrl, /(?:response|rspauth)=/i],
  [/(-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----)([^-]{8,})(?=-----END)/g, maskInUrl, /PRIVATE KEY/],
  // Options of commands: user and password in one, and what is a credential as a whole.
  [new RegExp(`${login}${mark}[^\\s:"'\\\\]{0,100}:${upToMark}`, "gi"), maskInUrl, tools],
  [new RegExp(`${login}()[^\\s:"'\\\\]{0,100}:([^\\s"'\\\\]+)`, "gi"), maskInUrl, tools],
  [new RegExp(`${cookies}${mark}[\\w.-]{1,60}=${upToMark}`, "gi"), maskInUrl, tools],
  [new RegExp(`${cookies}()[\\w.-]{1,60}=([^\\s"'\\\\]+)`, "gi"), maskInUrl, tools],
  [new RegExp(`(?<=\\s|^)--()${named}\\s{1,4}["']?([^\\s"'-][^\\s"']{3,})`, "gi"), maskInUrl, /--\w/],
  [/\b(login|user)\s+\S{1,100}\s+password\s+(\S+)/gi, maskInUrl, /\spassword\s/i],
  // The query of an address inside another's, and a password before a host.
  [new RegExp(`%(?:25)*(3F|26)${named}%(?:25)*3D([^%&\\s"'<>]+)`, "gi"), maskInUrl, /%(?:3F|26)|%25/i],
  [/:\/\/([^\s/?#"'<>@:]{0,100}):([^\s/?#"'<>@]{1,200})(?=@)/g, maskInUrl, /:\/\//],
  // A token in the place of the user, and user and password before a host without a scheme; an address has a word before its colon.
  [/(:\/\/)((?=[^\s/?#"'<>@:]*\d)[^\s/?#"'<>@:]{12,200})(?=@)/g, maskInUrl, /:\/\//],
  [
    /(?:^|[\s"'(=,]|\/\/)(?!(?:mailto|e-?mail|to|from|b?cc|sips?|xmpp|acct|reply-to|sender|contact|address|by|name|user):)([\w.-]{1,40}):([^\s/?#"'<>@]{4,200})(?=@(?:[\w-]|\[[\da-f]*:))/gi,
    maskInUrl,
    /[\w.-]:[^\s/?#"'<>@]{4,200}@/,
  ],
  // In the path of an address: behind a name that gives it away, or by its form.
  [
    new RegExp(`\\/(${named})(?:\\/|%2F)((?=[\\w.~+=-]*\\d)[\\w.~+=-]{8,200})(?=[/?#;\\s"'<>\\\\)]|$)`, "gi"),
    maskInUrl,
    /\w(?:\/|%2F)[\w.~+=-]{8}/i,
  ],
  [new RegExp(`(?<=\\/)()${opaque.replace("(?:", "(")}(?=[/?#;\\s"'<>\\\\)]|$)`, "g"), maskInUrl, /\/[\w-]{32}/],
];

/** A text without what stands where credentials stand: behind a name, an option, in front of a host, in a path. */
export const withoutNamed = (text: string, taken?: OnTaken): string =>
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
