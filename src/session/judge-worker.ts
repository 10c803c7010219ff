import { parentPort, workerData } from "node:worker_threads";
import { createJudge } from "../checks/judge.ts";
import { createCoverage, neverSeen, type StatusesSeen } from "../checks/operations.ts";
import type { Rule, RuleFailure } from "../checks/rule.ts";
import { rules } from "../checks/rules.ts";
import { defined } from "../contract/defined.ts";
import type { Exchange, HistoryEvent } from "../contract/exchange.ts";
import { followRecords, OwnRecords } from "../contract/own-records.ts";
import type { ContractRecord, Finding } from "../contract/run.ts";
import { ruleInfoOf, type Verdict } from "../contract/verdict.ts";
import { createExchangeBuffer, curlOf, linesOf, related } from "../run/exchange-buffer.ts";
import { createTimeOrder } from "./judge-traffic.ts";
import type { JudgeEnd, JudgeReply, JudgeSetting } from "./proxy-judge.ts";

/** What made it so that a rule could not judge. */
const reasonOf = (rule: Rule, answered: StatusesSeen, requests: number): string => {
  const missing = neverSeen(rule, answered);
  if (missing === "request")
    return rule.on === undefined ? "no request was sent" : `never called: ${rule.on.join(", ")}`;
  if (missing === "answer") return `never answered: ${rule.statuses?.join(", ")}`;
  return `nothing it looks at came up in ${requests} requests`;
};

const mustRules: ReadonlySet<string> = new Set(rules.filter(({ level }) => level === "must").map(({ id }) => id));

/** The other thread's recorder writes nothing else. */
const exchangeIn = (line: string): Exchange => JSON.parse(line) as Exchange;

/**
 * Judges what a tool sends through the proxy: the other side of {@link createProxyJudge}.
 * @param tell called with each rule when it is first broken, and with each answered request that the specification does not know
 */
const createFold = ({ basePath, seed, stays }: Omit<JudgeSetting, "progress">, tell: (reply: JudgeReply) => void) => {
  const judge = createJudge({ rules, basePath });
  const coverage = createCoverage();
  const buffer = createExchangeBuffer(exchangeIn);
  const answered = new Map<string, Set<number>>();
  const findings = new Map<string, Finding>();
  const own = new OwnRecords();
  let created = 0;
  let deleted = 0;
  let specified = 0;

  judge.onAnswer = (view) => {
    specified = view.seq;
    coverage.add(view);
    const id = view.operation?.id ?? "";
    const statuses = answered.get(id) ?? new Set();
    answered.set(id, statuses.add(view.answer.status));
  };

  const findingOf = ({ rule, violation, exchange }: RuleFailure): Finding => {
    const culprits = violation.seqs.flatMap((seq) => buffer.get(seq) ?? []);
    const shown = culprits.length === 0 ? [] : related(buffer.of("proxy"), culprits);
    const last = shown.find(({ seq }) => seq === violation.seqs.at(-1)) ?? exchange;
    return {
      rule: ruleInfoOf(rule),
      foundBy: "the tool behind the proxy",
      seed,
      expected: violation.expected,
      received: violation.received,
      sequence: linesOf(shown, last, violation),
      ...(stays
        ? { curl: curlOf(rule.clause, last, shown) }
        : { curl: "", notByScript: "the simulator has ended with the run" }),
      seen: { violations: 1, evaluations: 1 },
      ...defined({ detail: violation.detail }),
    };
  };

  const note = (failures: readonly RuleFailure[]): void => {
    for (const failure of failures) {
      if (findings.has(failure.rule.id)) continue;
      findings.set(failure.rule.id, findingOf(failure));
      tell({ type: "broken", ...failure, rule: ruleInfoOf(failure.rule) });
    }
  };

  const verdicts = (requests: number): readonly Verdict[] =>
    judge.verdicts().map((verdict) => {
      const rule = rules.find(({ id }) => id === verdict.rule);
      return verdict.kind !== "not exercised" || rule === undefined
        ? verdict
        : { ...verdict, reason: reasonOf(rule, answered, requests) };
    });

  return {
    /** Comes before its events. */
    exchange: (line: string): Exchange => {
      const exchange = exchangeIn(line);
      buffer.put(exchange.seq, line);
      return exchange;
    },
    event: (event: HistoryEvent): void => {
      if (event.type === "done") {
        const change = followRecords(own, event.exchange);
        if (change?.kind === "made") created++;
        if (change?.kind === "gone") deleted++;
      }
      note(judge.event(event));
      if (event.type === "sent" || event.exchange.outcome.kind === "failure" || specified === event.exchange.seq)
        return;
      tell({ type: "unspecified", request: event.exchange.request });
    },
    end: ({ requests, reason, interrupted }: JudgeEnd): ContractRecord => {
      note(judge.end());
      const all = verdicts(requests);
      const broken = all.some(({ rule, kind }) => kind === "violated" && mustRules.has(rule));
      const idle = all.some(({ kind }) => kind === "holds")
        ? undefined
        : "no answer could be judged: nothing was exercised";
      const why = reason ?? idle;
      return {
        outcome: interrupted ? "interrupted" : broken ? "violated" : why === undefined ? "holds" : "unable",
        ...(why === undefined || interrupted ? {} : { reason: why }),
        budget: requests,
        requests,
        rules: rules.map(ruleInfoOf),
        verdicts: all,
        findings: [...findings].flatMap(([id, finding]) =>
          all.some(({ rule, kind }) => rule === id && kind === "violated") ? [finding] : [],
        ),
        properties: [],
        coverage: coverage.rows(),
        records: { created, deleted, left: [] },
      };
    },
  };
};

// proxy-judge.ts gives it nothing else.
const { progress, ...setting } = workerData as JudgeSetting;
const judged = new Int32Array(progress);
const tell = (reply: JudgeReply) => parentPort?.postMessage(reply);
const fold = createFold(setting, tell);
const order = createTimeOrder();

/** Why some exchange was not judged. */
let trouble: string | undefined;
const judge = (events: readonly HistoryEvent[]) => {
  for (const event of events)
    try {
      fold.event(event);
    } catch (error) {
      trouble ??= `an exchange could not be judged: ${error instanceof Error ? error.message : String(error)}`;
    }
};

parentPort?.on("message", (message: string | JudgeEnd) => {
  if (typeof message !== "string") {
    judge(order.end());
    return tell({ type: "record", record: fold.end({ ...message, reason: message.reason ?? trouble }) });
  }
  const lines = message.trimEnd().split("\n");
  for (const line of lines) judge(order.add(fold.exchange(line)));
  Atomics.add(judged, 0, lines.length);
  Atomics.notify(judged, 0);
});
