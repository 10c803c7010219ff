import { describe, expect, test } from "vitest";
import { scenarios } from "../../suites/load.ts";
import { parseThreshold, type WrittenThreshold, withThresholds } from "./given-thresholds.ts";
import { k6Thresholds } from "./k6/export.ts";
import type { Conditions, Scenario } from "./scenario.ts";

const conditions: Conditions = {
  kind: "simulator",
  limit: 30,
  windowS: 2,
  durationS: undefined,
  tokens: ["A", "B"],
  mayExceed: true,
  seed: 1,
};
const all: readonly Scenario[] = scenarios;
const named = (...ids: readonly string[]) => all.filter(({ id }) => ids.includes(id));
const parse = (text: string) => parseThreshold(text, "here", (name) => all.some(({ id }) => id === name));

const read = (text: string): WrittenThreshold => {
  const written = parse(text);
  if ("trouble" in written) throw new Error(written.trouble);
  return written;
};

const troubleOf = (text: string, ...ids: readonly string[]): string => {
  const written = parse(text);
  if ("trouble" in written) return written.trouble;
  const result = withThresholds(named(...ids), [written], conditions);
  return "trouble" in result ? result.trouble : "";
};

const scenariosWith = (texts: readonly string[], ...ids: readonly string[]) => {
  const result = withThresholds(named(...ids), texts.map(read), conditions);
  if ("trouble" in result) throw new Error(result.trouble);
  return {
    ...result,
    of: (id: string) => result.scenarios.find((each) => each.id === id)?.thresholds?.(conditions) ?? [],
  };
};

describe("a threshold as it is written", () => {
  test.each([
    ["paced: accepted p95 <= 300ms", { scenario: "paced", metric: "accepted p95", bound: { most: 300 } }],
    ["paced: accepted p95 ≤ 300 ms", { scenario: "paced", metric: "accepted p95", bound: { most: 300 } }],
    ["time to accept p99.9 < 2s", { metric: "time to accept p99.9", bound: { most: 2000, strict: true } }],
    ["refused share <= 1%", { metric: "refused share", unit: "%", bound: { most: 1 } }],
    ["burst-drain: accepted>=27 requests", { metric: "accepted", unit: "requests", bound: { least: 27 } }],
    ["tokens/A flooding: refused share >= 1%", { scenario: "tokens", stream: "A flooding", metric: "refused share" }],
    ["http_req_duration: p(95)<300", { metric: "accepted p95", unit: "ms", bound: { most: 300, strict: true } }],
    ["http_req_duration{scenario:paced}: med<20.5", { scenario: "paced", metric: "accepted med" }],
    ["http_req_duration{expected_response:true}:avg<200", { metric: "accepted avg" }],
    ["http_req_failed: rate<0.07", { metric: "failed share", unit: "%", bound: { most: 7, strict: true } }],
    ["http_reqs: count>100", { metric: "sent", bound: { least: 100, strict: true } }],
    ["paced: http_reqs: rate > 1", { scenario: "paced", metric: "sent rate", unit: "requests/s" }],
    ["iteration_duration: max<5000", { metric: "time to accept max" }],
  ])("%s", (text, expected) => {
    expect(parse(text)).toMatchObject(expected);
  });

  test.each([
    ["", "no comparison"],
    ["paced: accepted p95", "no comparison"],
    ["accepted p(95)==3", "<, <=, > or >="],
    ["accepted p101 < 3", "no comparison"],
    ["accepted p95 < -3", "no comparison"],
    ["pacd: accepted p95 < 3", '"pacd"'],
    ["accepted{scenario:pacd}: p(95)<3", '"pacd"'],
    ["accepted{name:x}: p(95)<3", "tags are scenario and stream"],
    ["checks: rate>0.9", "http_req_failed"],
    ["constructor < 3", '"constructor"'],
    ["paced: < 3", "names no figure"],
    ["a: b: c: d < 3", "colons"],
    ["http_req_failed: p(95)<1", "has rate, not p95"],
    ["accepted p95 < 3%", "counted in ms"],
    ["refused share < 1", "needs a %"],
    ["http_req_failed: rate<5", "0.01 is 1 %"],
    ["sent > 3 s", "counted in requests"],
  ])("%j is refused, with the way to mend it", (text, what) => {
    expect(troubleOf(text)).toMatch(/^here: /);
    expect(troubleOf(text)).toContain(what);
  });

  test("is refused for a scenario that can't measure it", () => {
    expect(troubleOf("overload-recover: goodput share >= 1%", "overload-recover")).toContain("overload-recover/flood");
    expect(troubleOf("paced/other: sent > 1", "paced")).toContain("there are paced");
    expect(troubleOf("identify: sent share >= 9%", "identify")).toContain("decides as it goes");
    expect(troubleOf("identify: time to accept p95 < 1s", "identify")).toContain("no slots");
    expect(troubleOf("burst-drain: goodput share >= 1%", "burst-drain")).toContain("all at once");
  });
});

describe("scenarios with thresholds given", () => {
  test("one on a figure the scenario bounds on the same side takes its place, any other is added", () => {
    const own = scenariosWith([], "headroom").of("headroom");
    const { of } = scenariosWith(
      ["headroom: accepted p95 <= 5s", "accepted med < 20ms", "failed share >= 0%"],
      "headroom",
    );
    expect(own.map(({ metric, bound }) => [metric, bound])).toContainEqual(["accepted p95", { most: 2000 }]);
    expect(of("headroom").map(({ metric, given, bound }) => [metric, given, bound])).toEqual([
      ...own.filter(({ metric }) => metric !== "accepted p95").map(({ metric, bound }) => [metric, undefined, bound]),
      ["accepted p95", true, { most: 5000 }],
      ["accepted med", true, { most: 20, strict: true }],
      ["failed share", true, { least: 0 }],
    ]);
  });

  test("one without a scenario is of every scenario that sends anything, and of no other", () => {
    const { of, unused } = scenariosWith(["http_req_failed: rate<0.01"], "calibrate", "paced", "identify");
    expect(unused).toEqual([]);
    expect(of("calibrate")).toEqual([]);
    for (const id of ["paced", "identify"])
      expect(of(id).filter(({ given }) => given)).toMatchObject([{ metric: "failed share" }]);
  });

  test("one that no scenario of the run takes is told", () => {
    expect(scenariosWith(["soak: sent > 1", "paced: sent > 1"], "paced").unused).toMatchObject([{ scenario: "soak" }]);
    expect(scenariosWith(["sent > 1"], "calibrate").unused).toHaveLength(1);
  });

  test("are exported to k6 in k6's words", () => {
    const texts = [
      "http_reqs: count>10",
      "accepted p(99.9) <= 2s",
      "paced/paced: refused share < 7%",
      "accepted min<5",
    ];
    const { of } = scenariosWith(texts, "paced");
    expect(k6Thresholds(of("paced").filter(({ given }) => given))).toEqual({
      http_reqs: ["count>10"],
      accepted_ms: ["p(99.9)<=2000", "min<5"],
      "refused_share{stream:paced}": ["rate<0.07"],
    });
  });
});
