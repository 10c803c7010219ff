import { HarError } from "./fields.ts";
import { nameOfOther } from "./unpack.ts";

const again = "export the traffic as HAR 1.2";

/** Files of JSON that people take for recordings: what they are, by a field that only they have. */
const others: readonly (readonly [is: (file: object) => boolean, name: string])[] = [
  [
    (file) => "info" in file && "item" in file,
    "it is a Postman collection, which says what to send and not what was answered",
  ],
  [(file) => "run" in file && "collection" in file, "it is a report of Newman"],
  [(file) => "openapi" in file || "swagger" in file, "it is an OpenAPI document"],
  [(file) => "constants" in file && "events" in file, "it is a NetLog of Chrome"],
  [
    (file) => "items" in file && "name" in file,
    "it is a collection of Bruno, which says what to send and not what was answered",
  ],
  [
    (file) => Array.isArray(file) && file.some((one) => typeof one === "object" && one !== null && "host" in one),
    "it is a session of Charles",
  ],
  [(file) => "_type" in file && "resources" in file, "it is an export of Insomnia's workspace, not of its history"],
];

/** Why a text is no JSON, without the part of it that the engine quotes: there may be a token in it. */
const whyNoJson = (message: string): string => {
  if (message.startsWith("Unexpected non-whitespace character after JSON"))
    return "it is several JSON texts, one after the other";
  return `it is not JSON (${message.replace(/,? (?:\.\.\.)?".*$/s, "")})`;
};

/**
 * What a text holds as JSON.
 * @throws HarError where it is none, or another kind of file: what it is, and how to mend it
 */
export const parseHar = (text: string): unknown => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : "not JSON";
    const other = whyNoJson(why);
    const cut = /^\s*\{/.test(text) && !/\}\s*$/.test(text) ? "it is JSON that is cut off" : other;
    throw new HarError(`${nameOfOther(text) ?? cut}; ${again}, or give an .ndjson of a run`, { cause: error });
  }
  if (typeof json === "object" && json !== null && !Object.hasOwn(json, "log") && !Object.hasOwn(json, "entries")) {
    const file = json;
    const [, name] = others.find(([is]) => is(file)) ?? [];
    if (name !== undefined) throw new HarError(`${name}; ${again}`);
  }
  return json;
};
