import type { Exchange } from "../contract/exchange.ts";
import type { Span } from "./times.ts";

interface Placed {
  readonly untimed: Pick<Exchange, "request" | "outcome">;
  readonly span: Span;
}

const madeId = ({ request, outcome }: Placed["untimed"]): string | undefined =>
  request.method === "POST" && outcome.kind === "answer" && outcome.status === 201
    ? /"id":\s*(\d+)/.exec(outcome.body)?.[1]
    : undefined;

/** Where dates are coarse, or durations too long: nobody names a record before its create is answered, so that one ended before those that name it. */
export const createsFirst = <Item extends Placed>(placed: readonly Item[]): readonly Item[] => {
  const endUs = new Map<string, number>();
  for (const { untimed, span } of placed) {
    const id = /\/(\d+)(?:[/.]|$)/.exec(new URL(untimed.request.url).pathname)?.[1];
    if (id !== undefined) endUs.set(id, Math.min(endUs.get(id) ?? span.endUs, span.endUs));
  }
  return placed.map((item) => {
    const namedUs = endUs.get(madeId(item.untimed) ?? "") ?? item.span.endUs;
    return namedUs < item.span.endUs && namedUs >= item.span.startUs
      ? { ...item, span: { ...item.span, endUs: namedUs } }
      : item;
  });
};
