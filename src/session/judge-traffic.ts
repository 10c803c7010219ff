import { createJudge } from "../checks/judge.ts";
import { rules } from "../checks/rules.ts";
import type { Exchange } from "../contract/exchange.ts";
import { createTimeOrder, type HistoryEvent } from "../contract/history.ts";
import type { Verdict } from "../contract/verdict.ts";
import { isMarked } from "../generators/marker.ts";
import { exchangesOfHar } from "../har/read-har.ts";

export interface TrafficOptions {
  /** Path of the base URL. Default: what the HAR shows, else /public/v2. */
  readonly basePath?: string;
}

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
  const basePath = options.basePath ?? reading?.basePath ?? "/public/v2";
  const judge = createJudge({ rules, basePath, isOurs: isMarked });
  const take = (events: readonly HistoryEvent[]) => {
    for (const event of events) judge.event(event);
  };
  const order = createTimeOrder();
  for (const exchange of exchanges) take(order.add(exchange));
  take(order.end());
  judge.end();
  return judge.verdicts();
};
