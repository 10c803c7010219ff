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

/**
 * A text of XML without credentials: every text within an element whose name gives one away, also in elements below it and in CDATA.
 * All else stays as it is written, also where the text is broken off.
 * @param isSecret whether a name, without its prefix, gives a credential away
 */
export const xmlWithoutCredentials = (
  text: string,
  mask: string,
  isSecret: (name: string) => boolean,
  taken?: (secret: string) => void,
): string => {
  let out = "";
  let done = 0;
  /** Elements since the one that gives a credential away, itself among them. */
  let depth = 0;
  const hide = (from: number, to: number): void => {
    const secret = text.slice(from, to).trim();
    if (depth === 0 || secret === "" || secret === mask) return;
    taken?.(secret);
    out += text.slice(done, from) + mask;
    done = to;
  };
  for (let at = 0; at < text.length; ) {
    const open = text.indexOf("<", at);
    hide(at, open < 0 ? text.length : open);
    if (open < 0) break;
    const isCdata = text.startsWith("<![CDATA[", open);
    const end = text.indexOf(isCdata ? "]]>" : ">", open);
    if (end < 0) {
      if (isCdata) hide(open + 9, text.length);
      break;
    }
    if (isCdata) {
      hide(open + 9, end);
      at = end + 3;
      continue;
    }
    const [, closes = "", name = ""] =
      /^<(\/?)(?:[\w.-]{1,40}:)?([\w.-]{1,100})/.exec(text.slice(open, open + 150)) ?? [];
    const isEmpty = text[end - 1] === "/";
    if (closes === "/") depth = Math.max(0, depth - 1);
    else if (name !== "" && !isEmpty && (depth > 0 || isSecret(name))) depth++;
    at = end + 1;
  }
  return done === 0 ? text : out + text.slice(done);
};

/** A line that a name and a colon end, or a list of flow style or the mark of a block scalar after them. */
const opening = /^([ \t]*(?:- +)*)(["']?)([\w.-]{1,80})\2[ \t]*:[ \t]*(\[[^\n]*\]|[|>][-+\d]*|)[ \t]*\r?$/gm;
const flowItem = /(["']?)([^\s"',[\]{}]+)\1/g;
/** A line below it: the value alone, an item, or the value of a name of its own. */
const below = /^([ \t]*(?:- +)*(?:[\w.-]{1,80}:[ \t]+)?)(["']?)([^\r\n]*?)\2([ \t]*\r?)$/;

const indentOf = (line: string): number => line.length - line.trimStart().length;

/**
 * Text with lines of YAML without what stands in a list or a block below a name that gives a credential away.
 * @param isSecret whether a name gives a credential away
 */
export const yamlWithoutCredentials = (
  text: string,
  mask: string,
  isSecret: (name: string) => boolean,
  taken?: (secret: string) => void,
): string => {
  if (!text.includes(":")) return text;
  let out = "";
  let done = 0;
  const hide = (secret: string): string => {
    if (secret === "" || secret === mask) return secret;
    taken?.(secret);
    return mask;
  };
  for (const { 0: line, 1: before = "", 3: name = "", 4: rest = "", index } of text.matchAll(opening)) {
    if (index < done || !isSecret(name)) continue;
    if (rest.startsWith("[")) {
      const at = index + line.lastIndexOf(rest);
      out +=
        text.slice(done, at) + rest.replace(flowItem, (_, mark: string, value: string) => mark + hide(value) + mark);
      done = at + rest.length;
      continue;
    }
    let at = index + line.length + 1;
    while (at < text.length) {
      const end = text.indexOf("\n", at) < 0 ? text.length : text.indexOf("\n", at);
      const next = text.slice(at, end);
      const isBelow =
        indentOf(next) > indentOf(before) || (indentOf(next) === indentOf(before) && /^[ \t]*- /.test(next));
      if (next.trim() === "" || !isBelow) break;
      out +=
        text.slice(done, at) +
        next.replace(
          below,
          (_, head: string, mark: string, value: string, tail: string) => head + mark + hide(value) + mark + tail,
        );
      done = end;
      at = end + 1;
    }
  }
  return done === 0 ? text : out + text.slice(done);
};
