import { createHash } from "node:crypto";
import { type Exchange, headerOf } from "../contract/exchange.ts";

type Recorded = Pick<Exchange, "request" | "outcome">;

/**
 * What two entries share only when they are one exchange: the request id that the service gave it, or else the moment it
 * began, and all that can be seen of it. Undefined: it may be a repetition.
 */
const printOf = ({ request, outcome }: Recorded, date: unknown): string | undefined => {
  if (outcome.kind !== "answer") return undefined;
  const requestId = headerOf(outcome, "x-request-id");
  const mark = requestId ?? date;
  if (typeof mark !== "string" || mark === "") return undefined;
  const seen = [mark, request.method, request.url, request.token, request.body ?? null, outcome.status, outcome.body];
  return createHash("sha256").update(JSON.stringify(seen)).digest("base64");
};

/**
 * Decides whether an entry is a copy of one before it: merged archives hold what two recorders saw of one exchange, or one
 * file twice.
 */
export const createCopyFinder = (): ((recorded: Recorded, date: unknown) => boolean) => {
  const prints = new Set<string>();
  return (recorded, date) => {
    const print = printOf(recorded, date);
    if (print === undefined) return false;
    if (prints.has(print)) return true;
    prints.add(print);
    return false;
  };
};
