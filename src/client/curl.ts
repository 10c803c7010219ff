import type { Header, SentRequest, TokenAlias } from "../contract/exchange.ts";

/** Shell text that expands to the credential of an alias; undefined for callers without one. */
const credential: Readonly<Record<TokenAlias, string | undefined>> = {
  A: '"Authorization: Bearer $GOREST_TOKEN"',
  B: '"Authorization: Bearer $GOREST_SECOND_TOKEN"',
  invalid: "'Authorization: Bearer not-a-token'",
  anonymous: undefined,
  unknown: undefined,
};

const plain = /^[A-Za-z0-9_./:=,@%+-]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what plain quotes cannot carry safely
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/u;

/** Inside $'…': control and direction characters as bytes, quote and backslash escaped. */
const ansi = (text: string): string => {
  let out = "";
  for (const character of text) {
    if (character === "'" || character === "\\") out += `\\${character}`;
    else if (character === "\n") out += "\\n";
    else if (character === "\t") out += "\\t";
    else if (character === "\r") out += "\\r";
    else if (!control.test(character)) out += character;
    else
      for (const byte of Buffer.from(character.isWellFormed() ? character : "\ufffd"))
        out += `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  return `$'${out}'`;
};

/** One word for a POSIX shell; $'…' (bash, zsh, ksh) only where a control character must travel. */
export const shellWord = (text: string): string => {
  if (plain.test(text)) return text;
  return control.test(text) ? ansi(text) : `'${text.replaceAll("'", "'\\''")}'`;
};

/** Headers that curl sets by itself, or that say nothing of the request. */
const implied = new Set(["accept-encoding", "user-agent", "host", "connection", "content-length", "authorization"]);

/** The headers that make the request what it is: no credential, and nothing that any client sets by itself. */
export const headersOfRequest = ({ headers }: SentRequest): readonly Header[] =>
  headers.filter(([name]) => !implied.has(name));

/**
 * The request as a line for a shell, with $GOREST_TOKEN (or $GOREST_SECOND_TOKEN) where the token goes. Whatever the
 * request holds, the line runs curl and nothing else. A NUL cannot be an argument of any program; it ends the word there.
 */
export const curlLine = (request: SentRequest): string => {
  const words = ["curl", "-sS", "-i"];
  if (request.method !== "GET" || request.body !== undefined) words.push("-X", shellWord(request.method));
  const auth = credential[request.token];
  if (auth !== undefined) words.push("-H", auth);
  for (const [name, value] of headersOfRequest(request))
    words.push("-H", shellWord(value === "" ? `${name};` : `${name}: ${value}`));
  // --data would read a file where the body begins with @.
  if (request.body !== undefined) words.push("--data-raw", shellWord(request.body));
  // --globoff: brackets and braces in a filter are themselves.
  words.push("--globoff", shellWord(request.url));
  return words.join(" ");
};
