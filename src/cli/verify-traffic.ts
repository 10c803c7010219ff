import { setImmediate } from "node:timers/promises";
import { neverSeen, type StatusesSeen } from "../checks/operations.ts";
import type { RuleFailure } from "../checks/rule.ts";
import { rules } from "../checks/rules.ts";
import { shellWord } from "../client/curl.ts";
import { type AnswerOrigins, createAnswerOrigins } from "../contract/answer-origins.ts";
import { defined } from "../contract/defined.ts";
import type { Exchange } from "../contract/exchange.ts";
import type { Finding, RunRecord } from "../contract/run.ts";
import { recordedFrom } from "../contract/target.ts";
import { ruleInfoOf, type Verdict } from "../contract/verdict.ts";
import { curlOf, line as exchangeLine } from "../run/exchange-buffer.ts";
import { createTrafficJudge } from "../session/judge-traffic.ts";
import type { SavedTraffic } from "../session/saved-traffic.ts";
import { versions } from "../session/versions.ts";

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
  readonly answered: StatusesSeen;
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

/** What an archive may lack, and the exchanges as if it were there; the first that lets a rule judge is its reason. */
const lacks: readonly {
  readonly why: string;
  readonly lacksIt: (exchange: Exchange) => boolean;
  readonly completed: (exchange: Exchange) => Exchange;
}[] = [
  {
    why: "the headers it reads are not in this recording",
    lacksIt: ({ gaps }) => gaps?.headers === true || gaps?.headersKept !== undefined,
    completed: (exchange) => {
      const { headers: _, headersKept: _kept, ...gaps } = exchange.gaps ?? {};
      return { ...exchange, gaps };
    },
  },
  {
    why: "what came before it is not known (--complete, if nothing was left out)",
    lacksIt: ({ gaps }) => gaps?.before === true || gaps?.headersKept !== undefined,
    completed: whole,
  },
  {
    why: "it does not show which account sent a request (--complete, if it is whole and of one account)",
    lacksIt: ({ request }) => request.token === "unknown",
    completed: (exchange) =>
      whole(
        exchange.request.token === "unknown" ? { ...exchange, request: { ...exchange.request, token: "A" } } : exchange,
      ),
  },
];

/**
 * Judges a recording by every rule, and gives a reason for each that could not judge: no such request, or what the recording
 * lacks, where it would judge the same exchanges without that gap.
 */
export const verifyTraffic = async ({ exchanges, basePath }: SavedTraffic, signal?: AbortSignal): Promise<Verified> => {
  const found = await judge(exchanges, basePath, signal);
  const reasons = new Map<string, string>();
  const open = new Set<string>();
  const idle = new Set(found.verdicts.filter(isIdle).map(({ rule }) => rule));
  for (const rule of rules) {
    if (!idle.has(rule.id)) continue;
    const missing = neverSeen(rule, found.answered);
    if (missing === undefined) open.add(rule.id);
    else reasons.set(rule.id, `no such ${missing} is in it`);
  }
  // Only what an archive leaves out can be missing: a record of a run is whole, and may be too long to read again.
  const kept: readonly Exchange[] = Array.isArray(exchanges) ? exchanges : [];
  for (const { why, lacksIt, completed } of lacks) {
    if (open.size === 0 || !kept.some(lacksIt)) continue;
    for (const id of idsOf((await judge(kept.map(completed), basePath, signal)).verdicts))
      if (open.delete(id)) reasons.set(id, why);
  }
  for (const id of open) reasons.set(id, "nothing in it decides this");
  const { exchanges: count, origins, verdicts, firsts } = found;
  return { exchanges: count, origins, verdicts, firsts, reasons };
};

/** What is known of a recording that was judged. */
interface VerifiedFile {
  /** As typed. */
  readonly file: string;
  readonly verified: Verified;
  readonly isBroken: boolean;
  /** Why it is no word on the service. */
  readonly why: string | undefined;
  readonly startedAt: Date;
  readonly strict: boolean;
}

const byId: ReadonlyMap<string, (typeof rules)[number]> = new Map(rules.map((rule) => [rule.id, rule]));

const findingsOf = ({ verdicts, firsts }: Verified): Finding[] =>
  verdicts.flatMap(({ rule: id, first, violations, exercised }) => {
    const rule = byId.get(id);
    if (first === undefined || rule === undefined) return [];
    const exchange = firsts.get(id);
    return [
      {
        rule: ruleInfoOf(rule),
        foundBy: "the recording",
        seed: 0,
        expected: first.expected,
        received: first.received,
        sequence: exchange === undefined ? [] : [exchangeLine(exchange)],
        curl: curlOf(rule.clause, exchange),
        seen: { violations, evaluations: exercised },
        ...defined({ detail: first.detail }),
      },
    ];
  });

/** A judged recording as a run, so that every format can show it. It is never saved: no such run took place. */
export const runOf = ({ file, verified, isBroken, why, startedAt, strict }: VerifiedFile): RunRecord => ({
  format: "gorest-harness run",
  version: 1,
  id: "verify",
  startedAt: startedAt.toISOString(),
  endedAt: new Date().toISOString(),
  command: `npm run verify -- ${shellWord(file)}${strict ? " --strict" : ""}`,
  target: { kind: "live", baseUrl: `${recordedFrom}${file}`, tokens: [], via: "a recording" },
  seed: 0,
  versions: versions(),
  contract: {
    outcome: isBroken ? "violated" : why === undefined ? "holds" : "unable",
    ...(isBroken ? {} : defined({ reason: why })),
    budget: verified.exchanges,
    requests: verified.exchanges,
    rules: rules.map(ruleInfoOf),
    verdicts: verified.verdicts.map((verdict) => ({
      ...verdict,
      ...defined({ reason: verified.reasons.get(verdict.rule) ?? verdict.reason }),
    })),
    findings: findingsOf(verified),
    properties: [],
    coverage: [],
    records: { created: 0, deleted: 0, left: [] },
  },
});
