import { type FamilyId, families } from "../../limiter/families.ts";
import type { Decision, LimiterConfig, RunningLimiter } from "../../limiter/limiter.ts";
import { createJudge } from "../judge.ts";
import type { Rule } from "../rule.ts";
import { baseUrl, marker, message, notFound, type Parts, userOf } from "./history.ts";

/** Traffic against a limiter, for the tests of rules about budgets: no server, no waiting. */

export interface BudgetOptions extends LimiterConfig {
  readonly family: FamilyId;
  /** Milliseconds to the limiter and back. */
  readonly latencyMs: number;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** Requests that others send with the same token at each of ours, at most; none by default. */
  readonly others?: number;
  /** How this server is wrong. Gets the decision; may change it, or what is charged. */
  readonly fault?: Fault;
}

export interface Fault {
  /** Whether a call is charged, and how often. Default 1. */
  readonly charge?: (call: { readonly status: number; readonly token: string; readonly method: string }) => number;
  readonly show?: (decision: Decision, limit: number) => Decision;
  /** Another budget than the token's own. */
  readonly budgetOf?: (token: string) => string;
  /** All calls of a parallel burst see the budget as it was before it. */
  readonly race?: true;
  readonly enforce?: false;
  /** More headers, on refusals. */
  readonly headers?: () => Readonly<Record<string, string>>;
}

export interface BudgetHistory {
  /** So many calls at once, or one. Status 404 for a call for a user that does not exist. */
  burst(token: "A" | "B", count: number, status?: 200 | 404): readonly Decision[];
  idle(seconds: number): void;
  /** Ids of the rules broken so far. */
  broken(): readonly string[];
  readonly judge: ReturnType<typeof createJudge>;
  readonly texts: string[];
}

export const budgetHistory = (rules: readonly Rule[], options: BudgetOptions): BudgetHistory => {
  const { family, limit, windowS, latencyMs, random, others = 0, fault = {} } = options;
  const config = { limit, windowS };
  const judge = createJudge({ rules, basePath: "/public/v2", isOurs: (email) => email.includes(marker) });
  const budgets = new Map<string, RunningLimiter>();
  const broken = new Set<string>();
  const texts: string[] = [];
  let nowUs = 1_000_000 + Math.floor(random() * 90e6);
  let seq = 0;

  const budget = (token: string) => {
    const key = fault.budgetOf?.(token) ?? token;
    const limiter = budgets.get(key) ?? families[family].begin(config, nowUs - 300e6);
    return { key, limiter };
  };
  const take = (token: string, atUs: number, status: number): Decision => {
    const { key, limiter } = budget(token);
    for (let i = Math.floor(random() * (others + 1)); i > 0; i--) budgets.set(key, budget(token).limiter.take(atUs)[0]);
    const times = fault.charge?.({ status, token, method: "GET" }) ?? 1;
    let [next, decision] = budget(token).limiter.take(atUs);
    if (times === 0) next = limiter;
    for (let i = 1; i < times && decision.admitted; i++) {
      const [more, later] = next.take(atUs);
      next = more;
      decision = { ...decision, remaining: later.remaining, resetS: later.resetS };
    }
    budgets.set(key, next);
    const shown = fault.enforce === false ? { ...decision, admitted: true } : decision;
    return fault.show?.(shown, limit) ?? shown;
  };

  const parts = (decision: Decision, status: number): Parts => {
    const base = !decision.admitted ? message(429, "Too many requests") : status === 404 ? notFound : message(200, "x");
    const headers = {
      ...base.headers,
      "x-ratelimit-limit": String(limit),
      "x-ratelimit-remaining": String(decision.remaining),
      "x-ratelimit-reset": String(decision.resetS),
      ...(decision.admitted ? {} : fault.headers?.()),
    };
    return { ...base, headers };
  };

  return {
    judge,
    texts,
    broken: () => [...broken],
    idle: (seconds) => {
      nowUs += Math.round(seconds * 1e6);
    },
    burst: (token, count, status = 200) => {
      const startUs = nowUs;
      const calls = Array.from({ length: count }, () => {
        const offUs = Math.floor(random() * 300);
        const out = Math.floor((0.2 + random() * 0.6) * latencyMs * 1000);
        const back = Math.floor((0.1 + random() * 0.5) * latencyMs * 1000);
        const sentUs = startUs + (count === 1 ? 0 : offUs);
        return { sentUs, atUs: sentUs + out, endUs: sentUs + out + back + 50 };
      }).sort((a, b) => a.sentUs - b.sentUs);
      const sentEvents = calls.map((call) => ({
        ...call,
        sent: {
          seq: ++seq,
          request: { method: "GET", url: `${baseUrl}/users/${userOf(7).id}`, headers: [], token },
          attempt: 1,
          startUs: call.sentUs,
        },
      }));
      const frozen = budget(token).limiter;
      const decided = [...sentEvents]
        .sort((a, b) => a.atUs - b.atUs)
        .map((call) => {
          const decision = take(token, call.atUs, status);
          if (fault.race === true && count > 1) {
            const seen = frozen.take(call.atUs)[1];
            return { ...call, decision: seen };
          }
          return { ...call, decision };
        });
      for (const { sent } of sentEvents) judge.event({ type: "sent", sent });
      for (const { sent, endUs, decision } of decided.sort((a, b) => a.endUs - b.endUs)) {
        const { status: got, headers, body } = parts(decision, status);
        const pairs = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
          typeof value === "string" ? [[name, value]] : [],
        );
        const outcome = { kind: "answer", status: got, headers: pairs, body } as const;
        for (const found of judge.event({ type: "done", exchange: { ...sent, outcome, endUs } })) {
          broken.add(found.rule.id);
          texts.push(`${found.rule.id}: ${found.violation.expected} / ${found.violation.received}`);
        }
        nowUs = Math.max(nowUs, endUs);
      }
      nowUs += 200 + Math.floor(random() * 800);
      return decided.map(({ decision }) => decision);
    },
  };
};
