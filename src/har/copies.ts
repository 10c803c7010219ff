import { createHash } from "node:crypto";
import { type Exchange, headerOf } from "../contract/exchange.ts";
import type { Fields } from "./fields.ts";

type Recorded = Pick<Exchange, "request" | "outcome">;

const hashOf = (parts: unknown): string => createHash("sha256").update(JSON.stringify(parts)).digest("base64");
const isSaid = (value: unknown): boolean => typeof value === "string" && value !== "";

/**
 * What two entries share only when they are one exchange, be it that one of them lacks bodies or headers: all they hold; the
 * number that this harness gave it; the id and the date that the service gave its answer; that id, or the moment it began, and
 * all that can be seen of it.
 */
const printsOf = (entry: Fields, { request, outcome }: Recorded, ours: boolean): readonly string[] => {
  const { method, url, token, body } = request;
  if (ours) return [hashOf([entry._seq, method, url])];
  const prints = [hashOf(entry)];
  if (outcome.kind !== "answer") return prints;
  const { status, body: shown } = outcome;
  // A caller's own id comes back as it was sent, any number of times.
  const requestId = headerOf(request, "x-request-id") === undefined ? headerOf(outcome, "x-request-id") : undefined;
  const answerDate = headerOf(outcome, "date");
  // One user is made once, whenever it is said to have been.
  const mark = requestId ?? (status === 201 && shown !== "" ? "made" : entry.startedDateTime);
  if (isSaid(mark)) prints.push(hashOf([mark, method, url, token, body ?? null, status, shown]));
  if (isSaid(requestId) && isSaid(answerDate)) prints.push(hashOf([requestId, answerDate, method, url, status]));
  return prints;
};

/**
 * Decides whether an entry is a copy of one before it: merged archives hold what two recorders saw of one exchange, or one
 * file twice.
 * @param ours the entries have the numbers that this harness gave them
 */
export const createCopyFinder = (ours: boolean): ((entry: Fields, recorded: Recorded) => boolean) => {
  const known = new Set<string>();
  return (entry, recorded) => {
    const prints = printsOf(entry, recorded, ours);
    if (prints.some((print) => known.has(print))) return true;
    for (const print of prints) known.add(print);
    return false;
  };
};
