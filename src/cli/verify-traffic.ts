import { setImmediate } from "node:timers/promises";
import type { Rule } from "../checks/rule.ts";
import { rules } from "../checks/rules.ts";
import type { RuleFailure } from "../checks/tally.ts";
import { type AnswerOrigins, createAnswerOrigins } from "../contract/answer-origins.ts";
import type { Exchange } from "../contract/exchange.ts";
import type { Verdict } from "../contract/verdict.ts";
import { createTrafficJudge } from "../session/judge-traffic.ts";
import type { SavedTraffic } from "../session/saved-traffic.ts";

/** What the rules say of a recording. */
export interface Verified {
  readonly exchanges: number;
  readonly origins: AnswerOrigins;
  readonly verdicts: readonly Verdict[];
  /** Why a rule was not exercised, by its id. */
  readonly reasons: ReadonlyMap<string, string>;
  /** The exchange that first broke a rule, by the rule's id. */
  readonly firsts: ReadonlyMap<string, Exchange>;
}

interface JudgedTraffic extends Omit<Verified, "reasons"> {
  /** Each operation that was answered, with the statuses. */
  readonly answered: ReadonlyMap<string, ReadonlySet<number>>;
}

/** Exchanges after which signals can be handled: judging leaves no other moment for them. */
const yieldEvery = 200;

const judge = async (
  exchanges: SavedTraffic["exchanges"],
  basePath: string,
  signal: AbortSignal | undefined,
): Promise<JudgedTraffic> => {
  const judging = createTrafficJudge(basePath);
  const answered = new Map<string, Set<number>>();
  judging.judge.onAnswer = ({ operation, answer }) => {
    if (operation === undefined) return;
    const statuses = answered.get(operation.id) ?? new Set();
    answered.set(operation.id, statuses.add(answer.status));
  };
  const firsts = new Map<string, Exchange>();
  const keepFirst = (failures: readonly RuleFailure[]) => {
    for (const { rule, exchange } of failures)
      if (exchange !== undefined && !firsts.has(rule.id)) firsts.set(rule.id, exchange);
  };
  const origins = createAnswerOrigins();
  let count = 0;
  for await (const exchange of exchanges) {
    origins.add(exchange);
    keepFirst(judging.add(exchange));
    if (++count % yieldEvery === 0) await setImmediate();
    signal?.throwIfAborted();
  }
  keepFirst(judging.end());
  return { exchanges: count, origins, verdicts: judging.judge.verdicts(), firsts, answered };
};

const isIdle = ({ kind }: Verdict) => kind === "not exercised";
const idsOf = (verdicts: readonly Verdict[]) => new Set(verdicts.flatMap((each) => (isIdle(each) ? [] : [each.rule])));

const whole = ({ gaps, ...exchange }: Exchange): Exchange => {
  const { before: _, headersKept: _kept, ...rest } = gaps ?? {};
  return Object.keys(rest).length === 0 ? exchange : { ...exchange, gaps: rest };
};
const withAllHeaders = (exchange: Exchange): Exchange => {
  const { headers: _, headersKept: _kept, ...gaps } = exchange.gaps ?? {};
  return { ...exchange, gaps };
};
const ofOneAccount = (exchange: Exchange): Exchange =>
  exchange.request.token === "unknown" ? { ...exchange, request: { ...exchange.request, token: "A" } } : exchange;

const unasked = (rule: Rule, answered: JudgedTraffic["answered"]): string | undefined => {
  const operations = rule.on ?? [...answered.keys()];
  const statuses = operations.flatMap((id) => [...(answered.get(id) ?? [])]);
  if (statuses.length === 0) return "no such request is in it";
  if (rule.statuses === undefined || statuses.some((status) => rule.statuses?.includes(status))) return undefined;
  return "no such answer is in it";
};

/**
 * Judges a recording by every rule, and gives a reason for each that could not judge: no such request, or else what a
 * second judging finds to be missing.
 */
export const verifyTraffic = async ({ exchanges, basePath }: SavedTraffic, signal?: AbortSignal): Promise<Verified> => {
  const found = await judge(exchanges, basePath, signal);
  const reasons = new Map<string, string>();
  const open: Rule[] = [];
  const idle = new Set(found.verdicts.filter(isIdle).map(({ rule }) => rule));
  for (const rule of rules) {
    if (!idle.has(rule.id)) continue;
    const why = unasked(rule, found.answered);
    if (why === undefined) open.push(rule);
    else reasons.set(rule.id, why);
  }
  // Only what an archive leaves out can be missing: a record of a run is whole, and may be too long to read again.
  if (open.length > 0 && Array.isArray(exchanges)) {
    const kept: readonly Exchange[] = exchanges;
    const ifWhole = kept.map(whole);
    const withPast = idsOf((await judge(ifWhole, basePath, signal)).verdicts);
    const withHeaders = idsOf((await judge(kept.map(withAllHeaders), basePath, signal)).verdicts);
    const withAccounts = idsOf((await judge(ifWhole.map(ofOneAccount), basePath, signal)).verdicts);
    for (const { id } of open)
      reasons.set(
        id,
        withHeaders.has(id)
          ? "the headers it reads are not in this recording"
          : withPast.has(id)
            ? "what came before it is not known (--complete, if nothing was left out)"
            : withAccounts.has(id)
              ? "it does not show which account sent a request (--complete, if it is whole and of one account)"
              : "nothing in it decides this",
      );
  } else for (const { id } of open) reasons.set(id, "nothing in it decides this");
  const { exchanges: count, origins, verdicts, firsts } = found;
  return { exchanges: count, origins, verdicts, firsts, reasons };
};
