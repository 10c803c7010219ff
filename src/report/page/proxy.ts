import { specOperations } from "../../contract/document.ts";
import type { ProxyCaller, RequestCount } from "../../contract/proxy-record.ts";
import type { ContractRecord } from "../../contract/run.ts";
import { clauses } from "../../contract/verdict.ts";
import { type Html, html } from "../html.ts";
import { capital } from "../status.ts";
import { count, duration, plural } from "../text.ts";
import { fold, type Section, table } from "./parts.ts";

const budgets = (callers: readonly ProxyCaller[]): Html =>
  table(
    "Callers and their budgets",
    [
      { head: "Caller", cell: ({ name }: ProxyCaller) => name },
      { head: "Requests", figure: true, cell: ({ requests }) => count(requests) },
      { head: "429", figure: true, cell: ({ refused }) => (refused === 0 ? "–" : count(refused)) },
      { head: "Limit", figure: true, cell: ({ limit }) => (limit === undefined ? "–" : count(limit)) },
      {
        head: "Least left",
        figure: true,
        cell: ({ leastRemaining }) => (leastRemaining === undefined ? "–" : count(leastRemaining)),
      },
      { head: "Held", figure: true, cell: ({ held }) => (held === 0 ? "–" : count(held)) },
      { head: "In all", figure: true, cell: ({ held, heldMs }) => (held === 0 ? "–" : duration(heldMs)) },
      {
        head: "Longest",
        figure: true,
        cell: ({ held, longestHeldMs }) => (held === 0 ? "–" : duration(longestHeldMs)),
      },
    ],
    callers,
  );

const often = (title: string, rows: readonly RequestCount[]): Html | undefined =>
  rows.length === 0
    ? undefined
    : html`<h3>${title}</h3>${table(
        title,
        [
          { head: "Request", cell: ({ what }: RequestCount) => html`<code>${what}</code>` },
          { head: "Times", figure: true, cell: ({ times }) => count(times) },
        ],
        rows,
      )}`;

interface Idle {
  readonly clause: string;
  readonly sentence: string;
  readonly reason: string;
}

interface Clause {
  readonly clause: string;
  readonly exercised: number;
  readonly all: number;
}

const idleRules = ({ rules, verdicts }: ContractRecord): readonly Idle[] =>
  rules.flatMap(({ id, clause, sentence }) => {
    const verdict = verdicts.find(({ rule }) => rule === id);
    return verdict?.kind === "not exercised" ? [{ clause, sentence, reason: verdict.reason ?? "" }] : [];
  });

const byClause = ({ rules }: ContractRecord, idle: readonly Idle[]): readonly Clause[] =>
  clauses.flatMap((clause) => {
    const all = rules.filter((rule) => rule.clause === clause).length;
    const missing = idle.filter((each) => each.clause === clause).length;
    return missing === 0 ? [] : [{ clause, exercised: all - missing, all }];
  });

const neverAsked = ({ coverage }: ContractRecord): readonly string[] =>
  [...specOperations.values()]
    .filter(({ id }) => !coverage.some(({ operation, times }) => operation === id && times > 0))
    .map(({ id, method, path }) => `${id} (${method} ${path})`);

/** What the suite left out: whole operations, and the rules that nothing it did could show. */
const unexercised = (contract: ContractRecord): Html | undefined => {
  const operations = neverAsked(contract);
  const idle = idleRules(contract);
  if (operations.length === 0 && idle.length === 0) return undefined;
  const rows = byClause(contract, idle);
  return html`<h3>Never exercised</h3>${
    operations.length > 0 &&
    html`<p class="doubt"><span aria-hidden="true">!</span> ${plural(operations.length, "operation was", "operations were")} never called: ${operations.join(", ")}.</p>`
  }${
    idle.length > 0 &&
    html`${table(
      "Clauses of the contract with rules that were never exercised",
      [
        { head: "Clause", cell: ({ clause }: Clause) => capital(clause) },
        { head: "Rules exercised", figure: true, cell: ({ exercised, all }) => `${exercised} of ${all}` },
      ],
      rows,
    )}${fold(
      `${plural(idle.length, "rule")} that nothing of the suite could show`,
      false,
      table(
        "Rules that were never exercised",
        [
          { head: "Rule", cell: ({ sentence }: Idle) => sentence },
          { head: "Clause", cell: ({ clause }) => clause },
          { head: "Why", cell: ({ reason }) => reason },
        ],
        idle,
      ),
    )}`
  }`;
};

/** What another suite did through the proxy, what it waited for, and what it never did. */
export const proxy: Section = {
  id: "proxy",
  title: "Through the proxy",
  render: ({ run }) => {
    const { proxy: record, contract } = run;
    if (record === undefined) return undefined;
    const { callers, requests, failed, gaveUp, timeoutS } = record;
    const held = callers.reduce((sum, each) => sum + each.held, 0);
    const { created = 0, deleted = 0 } = contract?.records ?? {};
    return html`<p>${plural(requests, "request")} by ${plural(callers.length, "caller")}${failed > 0 && html`, ${count(failed)} of them without an answer`}; ${
      held === 0 ? "none was held for a budget" : html`${count(held)} held until the budget allowed them`
    }. ${plural(created, "record")} created, ${count(deleted)} deleted again.</p>${
      timeoutS !== undefined &&
      html`<p class="doubt"><span aria-hidden="true">!</span> The tool's own timeout should be at least ${timeoutS} s, or requests that are held fail for no fault of the service.</p>`
    }${
      gaveUp > 0 &&
      html`<p class="doubt"><span aria-hidden="true">!</span> ${plural(gaveUp, "caller")} gave up before the request could leave.</p>`
    }${budgets(callers)}${contract !== undefined && unexercised(contract)}${often("Not judged: the specification does not know it", record.unspecified)}${often("Not passed on", record.refused)}`;
  },
};
