import { createJudge, type Judge } from "../checks/judge.ts";
import { rules } from "../checks/rules.ts";
import type { RuleFailure } from "../checks/tally.ts";
import type { Exchange } from "../contract/exchange.ts";
import { createTimeOrder, type HistoryEvent } from "../contract/history.ts";
import type { Verdict } from "../contract/verdict.ts";
import { isMarked } from "../generators/marker.ts";
import { exchangesOfHar } from "../har/read-har.ts";

export interface TrafficOptions {
  /** Path of the base URL. Default: what the HAR shows, else /public/v2. */
  readonly basePath?: string;
}

/** Judges recorded exchanges, added in order of completion, by every rule. */
export interface TrafficJudge {
  readonly judge: Judge;
  /** @returns the violations it brought to light */
  add(exchange: Exchange): readonly RuleFailure[];
  /** Settles what only later exchanges could have proved. Call once. */
  end(): readonly RuleFailure[];
}

export const createTrafficJudge = (basePath: string): TrafficJudge => {
  const judge = createJudge({ rules, basePath, isOurs: isMarked });
  const order = createTimeOrder();
  const take = (events: readonly HistoryEvent[]) => events.flatMap((event) => judge.event(event));
  return {
    judge,
    add: (exchange) => take(order.add(exchange)),
    end: () => [...take(order.end()), ...judge.end()],
  };
};

/**
 * Judges recorded traffic by every rule and sends nothing. What a recording leaves out is not held against it.
 * @param traffic exchanges in order of completion, or a HAR as parsed JSON
 * @returns a verdict a rule, with the first violation where there is one
 * @throws HarError, one line, for a value that is no HAR
 */
export const judgeTraffic = (
  traffic: readonly Exchange[] | object,
  options: TrafficOptions = {},
): readonly Verdict[] => {
  const reading = Array.isArray(traffic) ? undefined : exchangesOfHar(traffic);
  // An array can only be the other kind that is taken.
  const exchanges = reading?.exchanges ?? (traffic as readonly Exchange[]);
  const judging = createTrafficJudge(options.basePath ?? reading?.basePath ?? "/public/v2");
  for (const exchange of exchanges) judging.add(exchange);
  judging.end();
  return judging.judge.verdicts();
};
