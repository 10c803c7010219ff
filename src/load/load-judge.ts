import { createJudge } from "../checks/judge.ts";
import type { Rule, RuleFailure } from "../checks/rule.ts";
import { curlLine } from "../client/curl.ts";
import { defined } from "../contract/defined.ts";
import type { Exchange, HistoryEvent } from "../contract/exchange.ts";
import type { Finding } from "../contract/run.ts";
import { safeText } from "../contract/safe-text.ts";
import { isOfOne, ruleInfoOf, type Verdict } from "../contract/verdict.ts";

/** The contract rules as load uses them: they take every event, and give their verdicts once at the end. */
export interface LoadJudge {
  /** @returns the rules that this breaks for the first time */
  event(event: HistoryEvent): readonly string[];
  /** Call once, at the end. `broken`: rules whose violation fails the run. */
  end(): {
    readonly verdicts: readonly Verdict[];
    readonly findings: readonly Finding[];
    readonly broken: readonly string[];
  };
}

export interface LoadJudgeOptions {
  readonly rules: readonly Rule[];
  readonly baseUrl: string;
  readonly seed: number;
  /** Whether only this run can have made an e-mail. */
  readonly isOurs: (email: string) => boolean;
  /** Rules of what is observed, not promised, fail the run as well. Default false. */
  readonly strict?: boolean;
}

/** Exchanges whose one-line form is kept for a finding's sequence: what led to a violation is seldom far away. */
const kept = 5000;

const lineOf = ({ request, outcome }: Exchange, baseUrl: string): string => {
  const path = request.url.startsWith(baseUrl) ? request.url.slice(baseUrl.length) : request.url;
  const answer = outcome.kind === "answer" ? String(outcome.status) : outcome.message;
  const sent = `${request.token}  ${request.method} ${path} ${request.body ?? ""}`.trimEnd();
  return `${safeText(sent, 300)}  → ${answer}`;
};

/** The contract rules over load traffic. Nothing is shrunk: load has no sequence to shorten, it has a scenario. */
export const createLoadJudge = (options: LoadJudgeOptions): LoadJudge => {
  const { rules, baseUrl, seed } = options;
  const judge = createJudge({ rules, basePath: new URL(baseUrl).pathname.replace(/\/$/, ""), isOurs: options.isOurs });
  const lines = new Map<number, string>();
  const first = new Map<string, RuleFailure & { readonly sequence: readonly string[] }>();

  const note = (found: readonly RuleFailure[]): string[] => {
    const news: string[] = [];
    for (const judged of found) {
      if (first.has(judged.rule.id)) continue;
      news.push(judged.rule.id);
      first.set(judged.rule.id, {
        ...judged,
        sequence: judged.violation.seqs.flatMap((seq) => lines.get(seq) ?? []),
      });
    }
    return news;
  };

  return {
    event(event) {
      if (event.type === "done") {
        lines.set(event.exchange.seq, lineOf(event.exchange, baseUrl));
        if (lines.size > kept) for (const oldest of [...lines.keys()].slice(0, kept / 2)) lines.delete(oldest);
      }
      return note(judge.event(event));
    },
    end() {
      note(judge.end());
      const verdicts = judge.verdicts();
      const findings = [...first.values()].map(({ rule, violation, exchange, sequence }): Finding => {
        const verdict = verdicts.find((each) => each.rule === rule.id);
        return {
          rule: ruleInfoOf(rule),
          foundBy: exchange?.purpose ?? "load",
          seed,
          expected: violation.expected,
          received: violation.received,
          sequence,
          curl: exchange === undefined || !isOfOne(rule.clause) ? "" : curlLine(exchange.request),
          seen: { violations: verdict?.violations ?? 1, evaluations: verdict?.exercised ?? 1 },
          ...defined({ detail: violation.detail }),
        };
      });
      const broken = findings.filter(({ rule }) => rule.level === "must" || options.strict).map(({ rule }) => rule.id);
      return { verdicts, findings, broken };
    },
  };
};
