import type { SentRequest } from "../contract/exchange.ts";

/** A word for a POSIX shell; control characters in $'…' so that nothing reaches the terminal raw. */
const quoted = (text: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not pass.
  if (!/[\u0000-\u001f\u007f-\u009f]/.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll("'", "\\'")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not pass.
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `$'${escaped}'`;
};

const variables = { A: "$GOREST_TOKEN", B: "$GOREST_SECOND_TOKEN", unknown: "$GOREST_TOKEN" } as const;
const own = new Set([
  "accept",
  "accept-encoding",
  "user-agent",
  "connection",
  "host",
  "content-length",
  "authorization",
]);

/** A request as a line for a POSIX shell, with a variable where the token was. */
export const curlOf = ({ method, url, headers, body, token }: SentRequest): string => {
  const words = ["curl", "-i"];
  if (method !== "GET") words.push("-X", /^[A-Z]+$/.test(method) ? method : quoted(method));
  if (token === "A" || token === "B" || token === "unknown")
    words.push("-H", `"Authorization: Bearer ${variables[token]}"`);
  if (token === "invalid") words.push("-H", "'Authorization: Bearer not-a-token'");
  for (const [name, value] of headers) if (!own.has(name)) words.push("-H", quoted(`${name}: ${value}`));
  if (body !== undefined) words.push("--data-raw", quoted(body));
  words.push(quoted(url));
  return words.join(" ");
};
