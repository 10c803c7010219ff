import { createHash } from "node:crypto";
import { type Answer, type Failure, headerOf } from "../contract/exchange.ts";
import { isObject } from "../contract/is-object.ts";

/** Answers whose tag says nothing of their body: fewer are a fault of the service. */
const leastOther = 3;
/** And they are so great a part of all that have a tag. */
const leastShare = 0.3;

const tagOf = (body: string): string => createHash("sha256").update(body).digest("hex").slice(0, 32);

const fields = ["id", "name", "email", "gender", "status"];
const inOrder = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isObject(value)) return value;
  const known = fields.filter((name) => name in value);
  return Object.fromEntries(
    [...known, ...Object.keys(value).filter((name) => !known.includes(name))].map((name) => [name, value[name]]),
  );
};

/** A body as it is, and as the service would have written the same. @see facts 1.4 */
const writings = (body: string): readonly string[] => {
  try {
    const value: unknown = JSON.parse(body);
    return [body, JSON.stringify(value), JSON.stringify(inOrder(value))];
  } catch {
    return [body];
  }
};

/** Whether an answer's body is what its headers say it is; undefined: they do not say. @see facts 6.2 */
const fits = (outcome: Answer | Failure): boolean | undefined => {
  if (outcome.kind === "failure" || outcome.status >= 300 || outcome.body === "") return undefined;
  const tag = /^W\/"([0-9a-f]{32})"$/.exec(headerOf(outcome, "etag") ?? "")?.[1];
  return tag === undefined ? undefined : writings(outcome.body).some((text) => tagOf(text) === tag);
};

/**
 * Whether what stands in a file was replaced by something else after it was recorded, as a tool does that makes names and ids
 * anonymous: a tag is the hash of the body it was sent with, and these bodies are others. Then no text in it is what was sent.
 */
export const isAltered = (outcomes: readonly (Answer | Failure)[]): boolean => {
  const said = outcomes.map(fits).filter((word) => word !== undefined);
  const others = said.filter((word) => !word).length;
  return others >= leastOther && others >= leastShare * said.length;
};
