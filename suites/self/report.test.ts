import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { validateStrict } from "ctrf";
import { describe, expect, test } from "vitest";
import { validateXML } from "xmllint-wasm";
import type { Exchange } from "../../src/contract/exchange.ts";
import type { ThresholdResult } from "../../src/contract/run.ts";
import type { TargetInfo } from "../../src/contract/target.ts";
import { quotedSources } from "../../src/contract/verdict.ts";
import { exchangesOfHar } from "../../src/har/read-har.ts";
import type { Format, ReportInput } from "../../src/report/format.ts";
import { harOf } from "../../src/report/formats/har.ts";
import { type FormatId, formatOf, formats } from "../../src/report/formats.ts";
import { hostileRun } from "./testing/hostile-run.ts";
import { parseOpenMetrics } from "./testing/openmetrics.ts";
import { sampleExchanges, sampleHistory, sampleRules, sampleRun } from "./testing/sample-run.ts";

const require = createRequire(import.meta.url);

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

const filesIn = async (format: Format | undefined, input: ReportInput) => {
  const files: { readonly name: string; readonly text: string }[] = [];
  for (const { name, chunks } of format?.render(input) ?? []) {
    let text = "";
    for await (const chunk of chunks) text += chunk;
    files.push({ name, text });
  }
  return files;
};
const made = new WeakMap<ReportInput, Map<string, ReturnType<typeof filesIn>>>();
/** Made once of each input, however many tests read it. */
const filesOf = (id: Format["id"], input: ReportInput): ReturnType<typeof filesIn> => {
  const ofInput = made.get(input) ?? new Map<string, ReturnType<typeof filesIn>>();
  made.set(input, ofInput);
  const files = ofInput.get(id) ?? filesIn(formatOf(id), input);
  ofInput.set(id, files);
  return files;
};
const textOf = async (id: FormatId, input: ReportInput): Promise<string> =>
  (await filesOf(id, input)).map(({ text }) => text).join("");

const sectionOf = (page: string, id: string) =>
  new RegExp(`<section id="${id}"[\\s\\S]*?</section>`).exec(page)?.[0] ?? "";

const exchanges = async function* () {
  yield* sampleExchanges(40);
};
const good: ReportInput = { run: sampleRun(), previous: sampleRun({ seed: 2 }), history: sampleHistory(), exchanges };
const broken: ReportInput = {
  run: sampleRun({ seed: 3, violated: ["deleted-user-stays-gone", "patch-keeps-other-fields"], slowdown: 1.6 }),
  previous: sampleRun({ seed: 2 }),
  exchanges,
};
const hostileOne = hostileRun();
const hostile: ReportInput = { run: hostileOne, previous: hostileOne, history: [hostileOne], exchanges };

describe("run.json", () => {
  const schema = JSON.parse(read("docs/run.schema.json"));
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);

  test.each([
    ["a good run", good.run],
    ["a broken run", broken.run],
    ["a hostile run", hostile.run],
    ["a run without load", sampleRun({ load: false })],
    ["a run without contract", sampleRun({ contract: false })],
  ])("%s fits docs/run.schema.json", (_, run) => {
    validate(JSON.parse(JSON.stringify(run)));
    expect(validate.errors ?? []).toEqual([]);
  });
});

describe("html", () => {
  test.each([
    ["a good run", good],
    ["a broken run", broken],
    ["a hostile run", hostile],
  ])("%s makes one page of at most 1 MB that loads, runs and sends nothing", async (_, input) => {
    const text = await textOf("html", input);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_000_000);
    const style = /<style>([\s\S]*?)<\/style>/.exec(text)?.[1] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    expect(text).toContain(`content="default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;`);
    expect(text).not.toMatch(/<(script|iframe|object|embed|form|base|img|audio|video|link rel="(?!icon))/i);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    expect(text.match(/<[^>]*\son\w+=/gi) ?? []).toEqual([]);
    expect(text).not.toMatch(/\sstyle="/);
    for (const [, target] of text.matchAll(/\s(?:src|href)="([^"]*)"/g)) expect(target).toMatch(/^(#|data:,$)/);
  });

  test("what a server sent stands in the page as text", async () => {
    const text = await textOf("html", broken);
    expect(text).toContain("Ada &lt;script&gt;alert(1)&lt;/script&gt;");
    expect(text).not.toContain("<script>");
    expect(text).toContain("\\u{202e}evil");
  });

  test("every picture has its sentence and its data", async () => {
    const text = await textOf("html", good);
    const figures = text.split("<figure>").slice(1);
    expect(figures.length).toBeGreaterThanOrEqual(9);
    for (const figure of figures) {
      expect(figure).toMatch(/<figcaption><h[34]>[^<]+<\/h[34]><p>[A-Z0-9][^<]+\.<\/p>/);
      expect(figure).toMatch(/<svg [^>]*role="img" aria-label="[^"]+"/);
      expect(figure).toMatch(/<details><summary>Data<\/summary>.*<table>/s);
    }
  });

  test("a finding shows its sentence, source, expectation, sequence, curl line and replay command", async () => {
    const text = await textOf("html", broken);
    for (const part of [
      "a deleted user answers 404 from then on",
      '<a href="#guide-g5">guide G5</a>, <a href="#facts-3-8">facts 3.8</a>',
      "404 {&quot;message&quot;:&quot;Resource not found&quot;}",
      "A  DELETE /users/8481871  → 204",
      "Authorization: Bearer $GOREST_TOKEN",
      `npm run contract -- --replay reports/${broken.run.id}/replay/deleted-user-stays-gone.json`,
    ])
      expect(text).toContain(part);
  });

  test("what a run does not speak of is a note; amber is for what somebody should look at", async () => {
    const { load: _, contract, ...rest } = good.run;
    if (contract === undefined) throw new Error("the sample has no contract run");
    const ending = (kind: "not exercised" | "inconclusive"): ReportInput => ({
      run: {
        ...rest,
        contract: {
          ...contract,
          verdicts: contract.verdicts.map((verdict, at) => ({ ...verdict, kind: at === 0 ? kind : "holds" })),
        },
      },
      exchanges,
    });
    const toneOf = async (input: ReportInput) =>
      /<li class="card (\w+)"><h3>Validity/.exec(await textOf("html", input))?.[1];
    expect(await toneOf(ending("not exercised"))).toBe("none");
    expect(await toneOf(ending("inconclusive"))).toBe("unsure");
  });

  test("a run that could not do its job begins with the reason, calls nothing unbroken, and lists no rule as open", async () => {
    const { load: _, contract, ...rest } = good.run;
    if (contract === undefined) throw new Error("the sample has no contract run");
    const verdicts = contract.verdicts.map((verdict) => ({ ...verdict, kind: "not exercised" as const }));
    const unable = {
      ...contract,
      outcome: "unable",
      reason: "the host name is not known",
      findings: [],
      verdicts,
    } as const;
    const text = await textOf("html", { run: { ...rest, contract: unable } });
    expect(text).toMatch(/<h3>Contract.{0,200}The host name is not known\. 0 of/s);
    expect(text).not.toContain("No rule of the contract was seen broken");
    expect(text).not.toContain("Rules that do not simply hold");
  });

  test("what an invalid scenario missed is in doubt, not broken", async () => {
    const { load, ...rest } = sampleRun();
    if (load === undefined) throw new Error("the sample has no load run");
    const scenarios = load.scenarios.map((each) => ({
      ...each,
      outcome: "invalid" as const,
      thresholds: each.thresholds.map((threshold) => ({ ...threshold, holds: false })),
    }));
    const text = await textOf("html", { run: { ...rest, load: { ...load, outcome: "invalid", scenarios } } });
    expect(text).toMatch(/<div class="finding unsure">.{0,300}missed, by a measurement that is not to be trusted/s);
    expect(text).not.toContain('<div class="finding bad">');
  });

  test("a sequence is called the shortest only where shorter ones were tried to the end", async () => {
    const titleOf = async (input: ReportInput) =>
      /<h4>([^<]*sequence that shows it[^<]*)</.exec(await textOf("html", input))?.[1];
    const { contract } = broken.run;
    if (contract === undefined) throw new Error("the sample has no contract run");
    const findings = contract.findings.map((finding) => ({ ...finding, shrinkingCut: true as const }));
    expect(await titleOf(broken)).toBe("The shortest sequence that shows it");
    expect(await titleOf({ ...broken, run: { ...broken.run, contract: { ...contract, findings } } })).toMatch(
      /^A sequence .*budget ended/,
    );
  });

  test("every citation leads to what it says, on the page itself, and once", async () => {
    const text = await textOf("html", broken);
    const links = [...text.matchAll(/href="#((?:facts|guide)-[a-z0-9-]+)"/g)].map(([, id]) => id ?? "");
    expect(links.length).toBeGreaterThan(sampleRules.length);
    for (const id of links) expect(text.split(`id="${id}"`)).toHaveLength(2);
    expect(sectionOf(text, "sources")).toContain("A delete answers 204 with no body");
    expect(sectionOf(text, "sources")).toMatch(/Of \d+ facts with a rule, \d+ (is|are) violated/);
    expect(sectionOf(text, "sources")).toMatch(
      /<span id="facts-3-8">.*?<td>[^<]*\d+ (is|are) violated.*?violated<\/span>/s,
    );
    expect(text).toContain('<a href="#facts-6-2">facts 6.2</a>, RFC 9110 8.8.3');
  });

  test("a summary and a test result say what a citation says, and leave another as it is", async () => {
    expect(await textOf("md", broken)).toContain("\n- facts 3.8: A delete answers 204 with no body");
    expect(await textOf("junit", broken)).toContain("source    facts 3.8: A delete answers 204");
    expect(quotedSources(["RFC 9110 8.8.3", "page 4", "toString"])).toEqual(["RFC 9110 8.8.3", "page 4", "toString"]);
  });

  test("a slow-down against the run before leads: in the verdict, in what broke or changed, and in the summary", async () => {
    const input: ReportInput = {
      run: sampleRun({ seed: 3, slowdown: 1.4 }),
      previous: sampleRun({ seed: 2, id: "before" }),
    };
    const text = await textOf("html", input);
    expect(text).toMatch(
      /<h3>Change<\/h3><p class="word">.*?slower<\/p><p>\d+ service times rose since the previous run, most /,
    );
    expect(sectionOf(text, "findings")).toMatch(/service times rose since <a href="#comparison">the previous run<\/a>/);
    expect(sectionOf(text, "findings")).toContain("paced · accepted p50");
    expect(await textOf("md", input)).toMatch(
      /## What changed\n\n- slower than the previous run: paced · accepted p50, /,
    );
    const calm = await textOf("html", { run: sampleRun({ seed: 2 }), previous: sampleRun({ seed: 2, id: "before" }) });
    expect(calm).toMatch(/<h3>Change<\/h3><p class="word">.*?no worse<\/p>/);
    expect(sectionOf(calm, "findings")).toContain("no service time rose beyond chance and tolerance");
  });

  test("runs of different things are not compared, and the page says why", async () => {
    const baseline = {
      ...sampleRun({ id: "live" }),
      target: { kind: "live", baseUrl: "https://gorest.co.in/public/v2", tokens: ["A"], via: "the network" },
    } as const;
    const run = { ...sampleRun({ id: "here" }), target: { ...baseline.target, kind: "simulator" } } as const;
    const text = await textOf("html", { run, baseline });
    expect(sectionOf(text, "comparison")).toContain("The two runs cannot be compared.");
    expect(sectionOf(text, "comparison")).toContain(
      "Live was sent to the live service https://gorest.co.in/public/v2 and here to the embedded simulator.",
    );
    expect(text).toMatch(/<h3>Change<\/h3><p class="word">.*?not comparable<\/p>/);
  });

  test("a finding counts what the whole run saw, not what it had seen when it was found", async () => {
    const run = sampleRun({ seed: 3, violated: ["deleted-user-stays-gone"] });
    const { contract } = run;
    if (contract === undefined) throw new Error("the sample has a contract part");
    const verdicts = contract.verdicts.map((verdict) =>
      verdict.kind === "violated" ? { ...verdict, violations: 41, exercised: 97 } : verdict,
    );
    const input: ReportInput = { run: { ...run, contract: { ...contract, verdicts } } };
    expect(await textOf("html", input)).toContain("Broken 41 of the 97 times it was looked at");
    expect(await textOf("md", input)).toContain("broken 41 of 97 times");
  });

  test("a replay command names the folder the run is in", async () => {
    const text = await textOf("html", { ...broken, folder: "elsewhere/my runs/a" });
    expect(text).toContain("--replay &#39;elsewhere/my runs/a/replay/deleted-user-stays-gone.json&#39;");
  });

  test("what holds is folded away; what does not stands open", async () => {
    const thresholds = /<details( open)?><summary>\d+ of \d+ thresholds? met/g;
    const open = async (input: ReportInput) =>
      [...(await textOf("html", input)).matchAll(thresholds)].map(([, isOpen]) => isOpen !== undefined);
    expect(await open({ run: sampleRun() })).not.toContain(true);
    expect(await open(broken)).toContain(true);
  });

  test("a scenario begins with its latency over time, and all its charts have one time axis", async () => {
    const text = await textOf("html", good);
    const [, scenario = ""] = text.split('id="scenario-paced"');
    expect(scenario.match(/<figcaption><h4>([^<]+)/)?.[1]).toBe("Latency and answers over time");
    const axes = [
      ...(scenario
        .split('id="scenario-burst"')[0]
        ?.matchAll(/<text[^>]*>(\d+)<\/text>(?:<line[^>]*>)*<text class="name"[^>]*>seconds since/g) ?? []),
    ];
    expect(axes.length).toBeGreaterThan(1);
    expect(new Set(axes.map(([, last]) => last)).size).toBe(1);
  });

  test("sentences are true to their samples", async () => {
    const { load } = sampleRun({ requests: 60 });
    const [paced] = load?.scenarios ?? [];
    if (load === undefined || paced === undefined) throw new Error("the sample has a scenario");
    const { limiter } = paced;
    const scenario = {
      ...paced,
      figures: [{ name: "answers before the first refusal", value: "none refused", unit: "requests" }],
      timeline: [paced.timeline[0], paced.timeline[9]].flatMap((second) => second ?? []),
      sendLag: [{ second: 0, maxMs: 60 }],
      ...(limiter === undefined
        ? {}
        : {
            limiter: { ...limiter, candidates: [], series: limiter.series.map(({ fitted: _, ...sample }) => sample) },
          }),
    };
    const text = await textOf("html", { run: { ...sampleRun(), load: { ...load, scenarios: [scenario] } } });
    expect(text).toContain("<dd>none refused</dd>");
    expect(text).not.toContain("there is no course to see");
    expect(text).not.toContain("fitted model");
    expect(text).toContain("No operation was sent often enough to say which is slower");
    expect(text).toContain("In the amber and red cells, above 20 ms, this machine was late");
    expect(text).toMatch(/the largest share by <em>[\w-]+<\/em> \([\d.]+\s%\)/);
  });

  test("parts the run has no data for are left out", async () => {
    const text = await textOf("html", { run: sampleRun({ load: false }) });
    for (const id of ["load", "comparison", "trend", "drift"]) expect(text).not.toContain(`<section id="${id}"`);
    for (const id of ["summary", "findings", "rules", "coverage", "budget", "environment"])
      expect(text).toContain(`<section id="${id}"`);
  });

  test("the same run gives the same page", async () => {
    expect(await textOf("html", good)).toBe(await textOf("html", { ...good }));
  });

  test("few samples are doubted, and no percentile is drawn beyond them", async () => {
    const text = await textOf("html", { run: sampleRun({ requests: 40, contract: false }) });
    expect(text).toContain("cannot speak for");
    expect(text).not.toContain(">p99.9</text>");
  });
});

describe("md", () => {
  test("a summary says what broke and how to see it again", async () => {
    const text = await textOf("md", broken);
    expect(text).toContain("| **Contract** | ❌ violated |");
    expect(text).toContain("### ❌ a deleted user answers 404 from then on");
    expect(text).toContain("--replay");
  });

  test("what a server sent makes no markup, link, mention or table cell", async () => {
    const text = await textOf("md", hostile);
    const prose = text.replace(/^(`{3,})[\s\S]*?^\1$/gm, "");
    expect(prose).not.toMatch(/<(?!br)[a-z/!]/i);
    expect(prose).not.toMatch(/(?<!\\)\[[^\]]*(?<!\\)\]\(/);
    expect(prose).not.toContain("@everyone");
    expect(prose).not.toContain("https://example.com");
    for (const line of prose.split("\n").filter((row) => row.startsWith("| received")))
      expect(line.match(/(?<!\\)\|/g)).toHaveLength(3);
    // GitHub refuses a step summary of more than 1 MiB.
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
  });
});

test("a threshold has the same figures, and the sign of its bound, in every report", async () => {
  const run = sampleRun();
  const missed: ThresholdResult = {
    sentence: "accepted p95 is less than 300 ms",
    measured: 354.4,
    limit: 300,
    bound: "most",
    strict: true,
    unit: "ms",
    holds: false,
    given: true,
  };
  const least: ThresholdResult = {
    sentence: "it is used",
    measured: 1,
    limit: 27,
    bound: "least",
    unit: "requests",
    holds: false,
  };
  const load = run.load && {
    ...run.load,
    scenarios: run.load.scenarios.map((each) => ({ ...each, thresholds: [missed, least] })),
  };
  const input = { run: { ...run, ...(load === undefined ? {} : { load }) } };
  const plain = async (id: FormatId) =>
    (await textOf(id, input))
      .replaceAll("&lt;", "<")
      .replaceAll("\u00a0", " ")
      .replaceAll(/<\/?strong[^>]*>/g, "");
  for (const id of ["md", "junit", "ctrf", "html"] as const) {
    expect(await plain(id), id).toContain("measured 354 ms, limit < 300 ms");
    expect(await plain(id), id).toContain("measured 1 request, limit ≥ 27 requests");
  }
});

describe("formats for other tools", () => {
  const inputs = [
    ["a good run", good],
    ["a broken run", broken],
    ["a hostile run", hostile],
    [
      "a run that could not do its job",
      {
        run: {
          ...sampleRun(),
          contract: undefined,
          load: { outcome: "unable", reason: "unreachable", scenarios: [], verdicts: [], findings: [] },
        },
      } as unknown as ReportInput,
    ],
  ] as const;

  test("junit: every run fits the JUnit schema", async () => {
    const schema = read("suites/self/junit/jenkins-junit.xsd");
    const xml = await Promise.all(
      inputs.map(async ([what, input]) => ({
        fileName: `${what.replaceAll(" ", "-")}.xml`,
        contents: await textOf("junit", input),
      })),
    );
    // All in one: each call starts a thread and compiles the library anew.
    const result = await validateXML({ xml, schema: [schema] });
    expect(result.errors).toEqual([]);
    expect(result.valid).toBe(true);
  });

  test("a rule that is only observed drifts in every format, and fails a test only where the run was strict", async () => {
    const { run } = broken;
    const broke = run.contract?.findings[0]?.rule.id ?? "";
    const level = (id: string) => (id === broke ? "observed" : "must");
    const observed = (command: string): ReportInput => ({
      exchanges,
      run: {
        ...run,
        command,
        ...(run.contract && {
          contract: {
            ...run.contract,
            rules: run.contract.rules.map((rule) => ({ ...rule, level: level(rule.id) })),
            findings: run.contract.findings.map((each) => ({
              ...each,
              rule: { ...each.rule, level: level(each.rule.id) },
            })),
          },
        }),
      },
    });
    const loose = observed("npm run contract");
    const strict = observed("npm run contract -- --strict");
    const caseOf = (text: string) => text.split("<testcase ").find((each) => each.includes(`.${broke}"`)) ?? "";
    expect(caseOf(await textOf("junit", loose))).toContain("<skipped>drifted, not promised: ");
    expect(caseOf(await textOf("junit", strict))).toContain("<failure ");
    expect(await textOf("ctrf", loose)).toContain('"rawStatus": "drifted"');
    expect(await textOf("md", loose)).toContain("### ⚠️ drifted: ");
    expect(await textOf("html", loose)).toContain("observed rule drifted");
    expect(await textOf("html", strict)).not.toContain("observed rule drifted");
  });

  test("junit: a test a rule; a rule never exercised is skipped and an inconclusive one is an error", async () => {
    const text = await textOf("junit", broken);
    expect(text.match(/<testcase [^>]*classname="contract: /g)).toHaveLength(broken.run.contract?.rules.length ?? 0);
    expect(text.match(/<failure /g)).toHaveLength(3);
    expect(text.match(/<skipped>not exercised: no second token/g)).toHaveLength(1);
    expect(text.match(/<error type="inconclusive"/g)).toHaveLength(1);
  });

  test.each(inputs)("ctrf: %s is valid for the reference implementation", async (_, input) => {
    const report: unknown = JSON.parse(await textOf("ctrf", input));
    expect(() => validateStrict(report)).not.toThrow();
  });

  test("har: fits the HAR schema, names no token, and is read back as the same exchanges", async () => {
    const har: unknown = JSON.parse(await textOf("har", good));
    const schemas: Readonly<Record<string, object>> = require("har-schema");
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-06.json"));
    for (const [name, schema] of Object.entries(schemas)) if (name !== "har") ajv.addSchema(schema);
    const validate = ajv.compile(schemas.har ?? {});
    validate(har);
    expect(validate.errors ?? []).toEqual([]);
    expect(JSON.stringify(har)).toContain("Bearer $GOREST_TOKEN");

    const again = exchangesOfHar(har).exchanges;
    const sent = [...sampleExchanges(40)];
    expect(again.map(({ request }) => request)).toEqual(sent.map(({ request }) => request));
    // To the microsecond: requests that followed each other must not overlap when they are judged again.
    expect(again.map(({ startUs, endUs }) => [startUs, endUs])).toEqual(
      sent.map(({ startUs, endUs }) => [startUs, endUs]),
    );
    expect(again.map(({ outcome }) => outcome.kind === "answer" && [outcome.status, outcome.body])).toEqual(
      sent.map(({ outcome }) => outcome.kind === "answer" && [outcome.status, outcome.body]),
    );
  });

  test("har: what a request waited for a connection is not called waiting for the service", async () => {
    const [first] = sampleExchanges(1);
    if (first === undefined || first.outcome.kind !== "answer") throw new Error("the sample has an answer");
    const { startUs } = first;
    const at = (ms: number) => startUs + ms * 1000;
    const exchange = {
      ...first,
      takenUs: at(1),
      connectUs: 40_000,
      sentUs: at(45),
      outcome: { ...first.outcome, headUs: at(65) },
      endUs: at(68),
    };
    async function* one() {
      yield exchange;
    }
    const har: unknown = JSON.parse(await textOf("har", { ...good, exchanges: one }));
    expect(har).toMatchObject({
      log: { entries: [{ time: 68, timings: { blocked: 5, connect: 40, send: 0, wait: 20, receive: 3 } }] },
    });
  });

  test("har: more exchanges than a file may hold make further files, each a HAR of its own, and none is lost", async () => {
    const whole = exchangesOfHar(JSON.parse(await textOf("har", good))).exchanges;
    for (const [most, names] of [
      [13, ["exchanges.har", "exchanges-2.har", "exchanges-3.har", "exchanges-4.har"]],
      [20, ["exchanges.har", "exchanges-2.har"]],
      [40, ["exchanges.har"]],
    ] as const) {
      const files = await filesIn(harOf(most), good);
      expect(files.map(({ name }) => name)).toEqual(names);
      const parts = files.map(({ text }) => exchangesOfHar(JSON.parse(text)).exchanges);
      expect(parts.map(({ length }) => length)).toEqual(names.map((_, at) => Math.min(most, 40 - at * most)));
      expect(parts.flat().map(({ startUs, request }) => [startUs, request])).toEqual(
        whole.map(({ startUs, request }) => [startUs, request]),
      );
    }
  });

  test("har: a run whose exchanges were not kept says so", () => {
    expect(() => [...(formatOf("har")?.render({ run: good.run }) ?? [])]).toThrow("has no exchanges.ndjson");
  });

  test("hgrm: a file a scenario and kind of answer, with every sample counted", async () => {
    const files = await filesOf("hgrm", good);
    expect(files.map(({ name }) => name)).toEqual([
      "latency-paced-accepted.hgrm",
      "latency-paced-time-to-accept.hgrm",
      "latency-paced-refused.hgrm",
      "latency-burst-accepted.hgrm",
      "latency-burst-refused.hgrm",
    ]);
    expect(files[0]?.text).toMatch(/Value\s+Percentile\s+TotalCount\s+1\/\(1-Percentile\)/);
    expect(files[0]?.text).toMatch(/Total count\s*=\s*900/);
  });

  test.each([
    ["a good run", good],
    ["a broken run", broken],
    ["a hostile run", hostile],
    ["a run without load", { run: sampleRun({ load: false }) }],
    ["a run without contract", { run: sampleRun({ contract: false }) }],
  ])("openmetrics: %s is valid text of it, with the report's own figures", async (_, input) => {
    const series = parseOpenMetrics(await textOf("openmetrics", input));
    const { contract, load } = input.run;
    const valuesOf = (name: string, labels: Readonly<Record<string, string>> = {}) =>
      series
        .filter(
          (each) => each.name === name && Object.entries(labels).every(([key, text]) => each.labels[key] === text),
        )
        .map(({ value }) => value);
    expect(valuesOf("gorest_run_end_timestamp_seconds")).toEqual([Date.parse(input.run.endedAt) / 1000]);
    for (const { rule, violations } of contract?.verdicts ?? [])
      if (/^[\w-]+$/.test(rule))
        expect(valuesOf("gorest_rule_violations", { part: "contract", rule }), rule).toContain(violations);
    const thresholds = load?.scenarios.flatMap((scenario) => scenario.thresholds) ?? [];
    expect(valuesOf("gorest_load_threshold_met").filter((met) => met === 1)).toHaveLength(
      thresholds.filter(({ holds }) => holds).length,
    );
    expect(valuesOf("gorest_load_threshold_met")).toHaveLength(thresholds.length);
    if (input !== good && input !== broken) return;
    for (const { id, counts, latency } of load?.scenarios ?? []) {
      expect(valuesOf("gorest_load_requests", { scenario: id, result: "accepted" })).toEqual([counts.accepted]);
      for (const { name, operation, stream, percentiles, samples } of latency) {
        if (operation !== undefined || stream !== undefined) continue;
        const labels = { scenario: id, class: name.replaceAll(" ", "_") };
        expect(valuesOf("gorest_load_latency_seconds_count", labels)).toEqual([samples]);
        for (const { p, ms } of percentiles)
          expect(valuesOf("gorest_load_latency_seconds", { ...labels, quantile: String(p) })[0]).toBeCloseTo(
            ms / 1000,
            6,
          );
        expect(valuesOf("gorest_load_latency_distribution_seconds_bucket", { ...labels, le: "+Inf" })).toEqual([
          samples,
        ]);
      }
    }
  });

  test("openmetrics: what is no valid text is refused by the test's own reader", async () => {
    const text = await textOf("openmetrics", good);
    for (const [from, to] of [
      ["# EOF", ""],
      ["\n# TYPE gorest_outcome gauge", "\n# TYPE gorest_run_duration_seconds gauge"],
      ["# UNIT gorest_run_duration_seconds seconds", "# UNIT gorest_run_duration_seconds meters"],
      ['le="+Inf"', 'le="99.0"'],
      ['le="1.0"', 'le="1"'],
      ['target="simulator"', 'target="a"b"'],
    ] as const) {
      expect(text).toContain(from);
      expect(() => parseOpenMetrics(text.replace(from, to)), from).toThrow();
    }
  });

  test("csv: a row a request, its times in µs, streamed, and nothing a spreadsheet would run", async () => {
    const [first] = [...sampleExchanges(1)];
    if (first === undefined) throw new Error("the sample should have exchanges");
    const at = { startUs: 5_000_000, sentUs: 5_000_100, endUs: 5_020_100, intendedUs: 4_999_000 };
    const url = "https://h.example/public/v2/users?name==1";
    const accepted: Exchange = {
      ...first,
      ...at,
      request: { ...first.request, method: "GET", url },
      purpose: "=cmd|'/c'!A1",
    };
    const answer = { kind: "answer", headers: [], body: "" } as const;
    const rows: readonly Exchange[] = [
      { ...accepted, outcome: { ...answer, status: 200 } },
      { ...accepted, startUs: 5_100_000, outcome: { ...answer, status: 429 } },
      { ...accepted, outcome: { kind: "failure", fault: "time", message: "=1", maybeDone: true } },
    ];
    let read = 0;
    const exchanges = async function* () {
      for (const row of rows) {
        read++;
        yield row;
      }
    };
    const [file] = [...(formatOf("csv")?.render({ run: good.run, exchanges }) ?? [])];
    if (file === undefined) throw new Error("there should be a file");
    const lines: string[] = [];
    for await (const chunk of file.chunks) {
      lines.push(chunk);
      expect(read).toBe(lines.length - 1);
    }
    expect(lines.every((line) => line.endsWith("\r\n"))).toBe(true);
    const cells = lines.map((line) => line.trimEnd().split(","));
    const column = (name: string) => cells.map((row) => row[cells[0]?.indexOf(name) ?? -1]);
    expect(column("start_us")).toEqual(["start_us", "0", "100000", "0"]);
    expect(column("intended_start_us")).toEqual(["intended_start_us", "-1000", "-1000", "-1000"]);
    expect(column("operation")).toEqual(["operation", ...rows.map(() => '"listUsers"')]);
    expect(column("status")).toEqual(["status", "200", "429", ""]);
    expect(column("service_us")).toEqual(["service_us", "20000", "20000", "20000"]);
    expect(column("time_to_accept_us")).toEqual(["time_to_accept_us", "21100", "", ""]);
    expect(column("purpose")[1]).toBe(`"'=cmd|'/c'!A1"`);
    expect(() => [...(formatOf("csv")?.render({ run: good.run }) ?? [])]).toThrow("has no exchanges.ndjson");
  });

  test("json: is the record itself", async () => {
    expect(JSON.parse(await textOf("json", broken))).toEqual(JSON.parse(JSON.stringify(broken.run)));
  });

  test.each([
    ["html", "<title>"],
    ["md", "# "],
    ["junit", "<testsuites name="],
    ["ctrf", '"reportName": '],
    ["har", '"comment":"'],
  ] as const)("%s: its title says which target it was, in words nobody misses", async (id, title) => {
    const exchanges = async function* () {};
    const at = async (target: TargetInfo) => {
      const text = await textOf(id, { run: { ...good.run, target }, exchanges });
      return text.slice(text.indexOf(title)).slice(0, 300).replaceAll("&#58;", ":");
    };
    const live: TargetInfo = { kind: "live", baseUrl: "https://h.example/x", tokens: ["A"], via: "the network" };
    expect(await at(live)).toContain("LIVE https://h.example/x");
    expect(await at({ ...live, kind: "simulator" })).toContain("embedded simulator");
    expect(await at({ ...live, kind: "simulator", configuration: "fault total" })).toContain(
      "embedded simulator, fault total",
    );
  });

  test("no format makes a file name that leaves its folder", async () => {
    for (const { id } of formats)
      for (const { name } of await filesOf(id, hostile)) expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9.-]*$/);
  });
});
