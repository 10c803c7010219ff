import type { FailedTest, SuiteRecord, SuiteResult, SuiteRow } from "../evaluation/score/record.ts";
import { type Html, html } from "../report/html.ts";
import { documentOf } from "../report/page/document.ts";
import { code, facts, fold, table } from "../report/page/parts.ts";
import { clip, plural, span } from "../report/text.ts";
import { costLines, falseAlarms, leftOutWhy, scopeLines, targetLine } from "./score-suite-text.ts";
import { percentText } from "./score-text.ts";
import { killedSection, survivorSection } from "./suite-page-faults.ts";

interface Card {
  readonly title: string;
  readonly tone: "good" | "bad" | "unsure" | "none";
  readonly sign: string;
  readonly word: string;
  readonly says: string;
}

const cardHtml = ({ title, tone, sign, word, says }: Card): Html =>
  html`<li class="card ${tone}"><h3>${title}</h3><p class="word"><span class="sign" aria-hidden="true">${sign}</span> ${word}</p><p>${says}</p></li>`;

const cardsOf = (record: SuiteRecord): readonly Card[] => {
  const { rows, tests, target, correct } = record;
  const { killed = 0, faults = 0 } = rows.at(-1) ?? {};
  const alarms = falseAlarms(record).length;
  const left = [...correct, ...record.faults].filter((result) => result.left > 0);
  const leftOut = tests?.leftOut.length ?? 0;
  const noticed: Card[] = [
    {
      title: "Faults noticed",
      ...(target === undefined
        ? { tone: "none", sign: "" }
        : target.holds
          ? { tone: "good", sign: "✓" }
          : { tone: "bad", sign: "✗" }),
      word: percentText(killed, faults),
      says: `${killed} of the ${plural(faults, "faulty server")} it was tried on.${target === undefined ? "" : ` At least ${target.percent} % was demanded.`}`,
    },
  ];
  return [
    ...(record.faults.length > 0 ? noticed : []),
    {
      title: "False alarms",
      ...(alarms === 0 ? { tone: "good", sign: "✓" } : { tone: "bad", sign: "✗" }),
      word: String(alarms),
      says: `On ${plural(correct.length, "correct server")}, most of them unusual in one way.`,
    },
    {
      title: "Tests",
      ...(leftOut === 0 ? { tone: "none", sign: "" } : { tone: "unsure", sign: "!" }),
      word: tests === undefined ? "exit code" : String(tests.scored.length),
      says:
        tests === undefined
          ? "It wrote no results, so no test can be named or left out."
          : leftOut === 0
            ? "All of them pass on the correct server."
            : `${plural(leftOut, "other")} left out: they fail or flake on a correct server.`,
    },
    {
      title: "Left behind",
      ...(left.length === 0 ? { tone: "good", sign: "✓" } : { tone: "unsure", sign: "!" }),
      word: left.length === 0 ? "nothing" : plural(left.length, "server"),
      says:
        left.length === 0
          ? "Every record it made was deleted."
          : `On so many servers records stayed, ${Math.max(...left.map((result) => result.left))} at the most.`,
    },
  ];
};

const scoreSection = (record: SuiteRecord): Html =>
  html`<ul class="strip">${cardsOf(record).map(cardHtml)}</ul><ul class="scope">${[
    ...scopeLines(record),
    ...costLines(record).slice(0, 1),
    ...(record.withoutLimiter === undefined
      ? []
      : [`not tried on faults of the rate limit, which count as not noticed: ${record.withoutLimiter}`]),
    ...(targetLine(record) === undefined ? [] : [targetLine(record) ?? ""]),
  ].map((line) => html`<li>${line}</li>`)}</ul>`;

const bar = ({ killed, faults }: SuiteRow): Html =>
  html`<svg class="bar" viewBox="0 0 200 12" aria-hidden="true"><rect class="track" width="200" height="12" rx="2"/><rect class="fill accepted" width="${faults === 0 ? 0 : (200 * killed) / faults}" height="12" rx="2"/></svg>`;

const classSection = ({ rows }: SuiteRecord): Html =>
  table(
    "Score by class of faults",
    [
      { head: "Class", cell: ({ name }: SuiteRow) => name },
      { head: "Faults", figure: true, cell: ({ faults }) => faults },
      { head: "Noticed", figure: true, cell: ({ killed }) => killed },
      { head: "Share", figure: true, cell: ({ killed, faults }) => percentText(killed, faults) },
      { head: "0 to 100 %", cell: bar },
    ],
    rows,
  );

const messages = (tests: readonly FailedTest[], tail: string | undefined): Html =>
  tests.length === 0
    ? code(clip((tail ?? "").split("\n").slice(-6).join("\n"), 1200))
    : html`<ul class="missed">${tests
        .slice(0, 8)
        .map(
          ({ name, message }) =>
            html`<li>${clip(name, 200)}${message !== undefined && html`<br><code class="dim">${clip(message, 300)}</code>`}</li>`,
        )}</ul>`;

const alarmSection = (record: SuiteRecord): Html | undefined => {
  const alarms = falseAlarms(record);
  if (record.correct.length < 2 && alarms.length === 0) return undefined;
  if (alarms.length === 0)
    return html`<p class="calm"><span class="good" aria-hidden="true">✓</span> None on ${plural(record.correct.length, "correct server")}.</p>`;
  return html`<p>These servers keep the contract, in an unusual way. What failed there asserts more than the contract promises.</p>${table(
    "False alarms",
    [
      {
        head: "Correct server",
        cell: ({ id, sentence }: SuiteResult) => html`${sentence ?? id}<br><code class="dim">${id}</code>`,
      },
      { head: "What failed", cell: ({ failedTests = [], tail }) => messages(failedTests, tail) },
    ],
    alarms,
  )}`;
};

const leftOutSection = ({ tests }: SuiteRecord): Html | undefined =>
  tests === undefined || tests.leftOut.length === 0
    ? undefined
    : html`<p>They fail, or change their mind, on a correct server, so their failures say nothing of a fault. All other tests count.</p>${table(
        "Tests that are left out",
        [
          {
            head: "Test, and what it says",
            // Below its name: in a column of its own it would be a letter wide on a telephone.
            cell: ({ name, message }: (typeof tests.leftOut)[number]) =>
              html`${clip(name, 200)}${message !== undefined && html`<br><code class="dim">${clip(message, 300)}</code>`}`,
          },
          { head: "Why", cell: leftOutWhy },
        ],
        tests.leftOut,
      )}`;

const serverTable = (caption: string, results: readonly SuiteResult[]): Html =>
  table(
    caption,
    [
      { head: "Server", cell: ({ id }: SuiteResult) => html`<code>${id}</code>` },
      { head: "Outcome", cell: ({ outcome, note }) => (note === undefined ? outcome : `${outcome}: ${note}`) },
      { head: "Requests", figure: true, cell: ({ requests }) => requests },
      { head: "Left", figure: true, cell: ({ left }) => left },
      { head: "Time", figure: true, cell: ({ tookMs }) => (tookMs === 0 ? "" : span(tookMs)) },
    ],
    results,
  );

const serverSection = (record: SuiteRecord): Html =>
  html`${fold(`${plural(record.correct.length, "correct server")}`, false, serverTable("Correct servers", record.correct))}${fold(
    `${plural(record.faults.length, "faulty server")}`,
    false,
    serverTable("Faulty servers", record.faults),
  )}`;

const madeSection = (record: SuiteRecord): Html =>
  html`${code(record.command)}${facts([
    ["Started", record.startedAt.replace("T", " ").replace(/\.\d+Z$/, " UTC")],
    ["Took", span(record.tookMs)],
    ["Budget the suite was given", `${record.budget} requests`],
    ["Results", record.tests?.format ?? "none: its exit code"],
    ["Order of faults", `drawn with seed ${record.sample?.seed ?? 1}`],
  ])}`;

const unscoredSection = (record: SuiteRecord): Html =>
  html`<ul class="strip">${cardHtml({ title: "Score", tone: "unsure", sign: "!", word: "not scored", says: `${record.unscored}.` })}</ul>${
    record.correct[0]?.tail !== undefined &&
    html`<p>The end of what it wrote:</p>${code(clip(record.correct[0].tail, 4000))}`
  }`;

const headingOf = (record: SuiteRecord): string => {
  if (record.unscored !== undefined) return "Not scored";
  if (record.faults.length === 0) return `${plural(falseAlarms(record).length, "false alarm")}`;
  const { killed = 0, faults = 0 } = record.rows.at(-1) ?? {};
  return `${killed} of ${faults} faults noticed`;
};

/** suite.html */
export const suitePage = (record: SuiteRecord): Html => {
  const { killed = 0, faults = 0 } = record.rows.at(-1) ?? {};
  const scored = record.unscored === undefined;
  const bodies: readonly (readonly [id: string, title: string, body: Html | undefined])[] = scored
    ? [
        ["score", "Score", scoreSection(record)],
        ["classes", "By class of faults", record.faults.length > 0 ? classSection(record) : undefined],
        ["missing", "What would have noticed the others", survivorSection(record)],
        ["noticed", "What was noticed, and by which test", killedSection(record)],
        ["alarms", "False alarms", alarmSection(record)],
        ["left-out", "Tests that are left out", leftOutSection(record)],
        ["servers", "Every server", serverSection(record)],
        ["made", "How it was made", madeSection(record)],
      ]
    : [
        ["score", "Score", unscoredSection(record)],
        ["made", "How it was made", madeSection(record)],
      ];
  return documentOf({
    title: `Score of a suite: ${scored ? percentText(killed, faults) : "not scored"}`,
    kind: "Score of a test suite",
    heading: headingOf(record),
    about: html`<code>${clip(record.command, 200)}</code>`,
    sections: bodies.flatMap(([id, title, body]) => (body === undefined ? [] : [{ id, title, body }])),
    footer: html`Made by gorest-harness from suite.json, offline. A fault is one way to break the contract, put into the simulator of Go REST; the suite is run against each.`,
  });
};
