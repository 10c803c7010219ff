import { rules } from "../checks/rules.ts";
import { faultClasses } from "../contract/fault.ts";
import type { RuleInfo } from "../contract/verdict.ts";
import { codeOf, type Tool, toolNames, toolOf } from "../evaluation/score/assertions/assertion.ts";
import { assertions } from "../evaluation/score/assertions/by-rule.ts";
import type { SuiteRecord, SuiteResult } from "../evaluation/score/record.ts";
import { type Html, html } from "../report/html.ts";
import { code, fold, table } from "../report/page/parts.ts";
import { decidingLine } from "../report/status.ts";
import { clip, plural } from "../report/text.ts";
import { noticedBy, survivorsOf, withOutcome } from "./score-suite-text.ts";

/** A sentence whose names of things stand between backticks. */
const prose = (text: string): Html =>
  html`${text.split("`").map((part, at) => (at % 2 === 0 ? part : html`<code>${part}</code>`))}`;

const ruleOf = new Map<string, RuleInfo>(rules.map((rule) => [rule.id, rule]));

/** One missing assertion, and the faults it would have found. */
const missing = (breaks: string, survivors: readonly SuiteResult[], tool: Tool): Html => {
  const sentence = ruleOf.get(breaks)?.sentence ?? breaks;
  const assertion = assertions[breaks];
  const { id = "", example } = survivors.find((one) => one.example !== undefined) ?? {};
  return html`<article class="finding survivor"><header><h3>${sentence}</h3></header><ul class="missed">${survivors.map(
    ({ id, sentence: what = "" }) => html`<li>${prose(what)} <code class="dim">${id}</code></li>`,
  )}</ul>${
    assertion !== undefined && html`<p class="request"><span class="dim">Request</span> ${assertion.request}</p>`
  }${
    example !== undefined &&
    html`<dl class="versus"><div class="expected"><dt>Expected</dt><dd><code>${clip(example.expected, 400)}</code></dd></div><div class="received"><dt>Received from ${id}</dt><dd><code>${clip(example.received, 400)}</code></dd></div></dl><p class="request"><code class="dim">${clip(example.sequence[decidingLine(example)] ?? "", 400)}</code></p>`
  }${
    assertion !== undefined &&
    html`<p class="request"><span class="dim">What would have caught it</span></p>${code(codeOf(assertion, sentence, tool))}`
  }</article>`;
};

/** Each fault that went by unnoticed, with the assertion that would have caught it. */
export const survivorSection = (record: SuiteRecord): Html | undefined => {
  const survivors = survivorsOf(record);
  if (survivors.length === 0) return undefined;
  const tool = toolOf(record.command);
  const classes = faultClasses.flatMap((kind) => {
    const some = survivors.filter((result) => result.class === kind);
    return some.length === 0 ? [] : [{ kind, some }];
  });
  return html`<p>${plural(survivors.length, "fault")} went by unnoticed. For each: what the contract says, the request that shows it, and a line as ${toolNames[tool]} has it. <code>created</code>, <code>sent</code> and the like are variables of your test.</p>${classes.map(
    ({ kind, some }, at) =>
      fold(
        `${kind}: ${plural(some.length, "fault")}`,
        at === 0 || survivors.length <= 12,
        html`${[...new Set(some.map(({ breaks = "" }) => breaks))].map((breaks) =>
          missing(
            breaks,
            some.filter((one) => one.breaks === breaks),
            tool,
          ),
        )}`,
      ),
  )}`;
};

/** Tests by the number of faults they notice. */
const byTest = (killed: readonly SuiteResult[]) => {
  const found = new Map<string, { faults: number; alone: number }>();
  for (const result of killed) {
    const names = noticedBy(result);
    for (const name of names) {
      const { faults, alone } = found.get(name) ?? { faults: 0, alone: 0 };
      found.set(name, { faults: faults + 1, alone: alone + (names.length === 1 ? 1 : 0) });
    }
  }
  return [...found].map(([name, counts]) => ({ name, ...counts })).sort((a, b) => b.faults - a.faults);
};

const mostNames = 4;
const names = (result: SuiteResult): Html => {
  const all = noticedBy(result);
  return html`${all.slice(0, mostNames).map((name, at) => html`${at > 0 && html`<br>`}${clip(name, 160)}`)}${
    all.length > mostNames && html`<br><span class="dim">and ${all.length - mostNames} more</span>`
  }`;
};

/** What was noticed, and by which test. */
export const killedSection = (record: SuiteRecord): Html | undefined => {
  const killed = withOutcome(record.faults, "failed");
  if (killed.length === 0) return undefined;
  const tests = byTest(killed);
  const idle = (record.tests?.scored ?? []).filter((name) => !tests.some((test) => test.name === name));
  return html`${table(
    "Tests by what they noticed",
    [
      { head: "Test", cell: ({ name }: (typeof tests)[number]) => clip(name, 200) },
      { head: "Faults", figure: true, cell: ({ faults }) => faults },
      { head: "Alone", figure: true, cell: ({ alone }) => alone },
    ],
    tests,
  )}${
    idle.length > 0 &&
    fold(
      `${plural(idle.length, "test")} noticed nothing`,
      false,
      html`<ul class="missed">${idle.map((name) => html`<li>${clip(name, 200)}</li>`)}</ul>`,
    )
  }${fold(
    `${plural(killed.length, "fault")}, each with the tests that noticed`,
    false,
    table(
      "Faults that were noticed",
      [
        {
          head: "Fault",
          cell: ({ id, class: kind, sentence = "" }: SuiteResult) =>
            html`${prose(sentence)}<br><code class="dim">${id}</code> <span class="dim">${kind}</span>`,
        },
        { head: "Noticed by", cell: names },
      ],
      killed,
    ),
  )}`;
};
