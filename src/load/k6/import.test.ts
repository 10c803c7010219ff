import { describe, expect, it } from "vitest";
import { importK6 } from "./import.ts";

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const point = (metric: string, value: number, tags: Record<string, string> = {}, second = 0) =>
  JSON.stringify({ type: "Point", metric, data: { time: at(second), value, tags } });
const metric = (name: string, thresholds: readonly string[]) =>
  JSON.stringify({ type: "Metric", metric: name.split("{")[0], data: { name, thresholds, type: "trend" } });

const all = { stream: "paced", operation: "getUser" };

describe("k6's JSON output", () => {
  it("keeps what was accepted and what was refused apart", async () => {
    const record = await importK6(
      [
        point("accepted_ms", 20, all),
        point("accepted_ms", 30, all, 1),
        point("refused_ms", 1, all, 1),
        point("failed", 1, all, 3),
        // The same four requests, as k6 counts them itself.
        ...[200, 200, 429, 0].map((status) => point("http_req_duration", 20, { status: String(status) })),
      ],
      { id: "paced" },
    );
    expect(record.counts).toEqual({ sent: 4, accepted: 2, refused: 1, failed: 1 });
    expect(record.latency.map(({ name, operation, samples }) => [name, operation, samples])).toEqual([
      ["accepted", undefined, 2],
      ["accepted", "getUser", 2],
      ["refused", undefined, 1],
      ["refused", "getUser", 1],
    ]);
    expect(record.timeline.map(({ second }) => second)).toEqual([0, 1, 3]);
    expect(record.tookMs).toBe(3000);
  });

  it("of a script that is not ours, requests are told apart by their status", async () => {
    const record = await importK6(
      [200, 404, 429, 0].map((status) => point("http_req_duration", 5, { status: String(status), name: "x" })),
      { id: "foreign" },
    );
    expect(record.counts).toEqual({ sent: 4, accepted: 2, refused: 1, failed: 1 });
  });

  it("a refused token and a server's error failed, also in the output of a script that counted them as accepted", async () => {
    const own = [200, 401, 503].map((status) => point("accepted_ms", 5, { ...all, status: String(status) }));
    const foreign = [200, 401, 503].map((status) => point("http_req_duration", 5, { status: String(status) }));
    for (const lines of [own, foreign]) {
      const record = await importK6(lines, { id: "down" });
      expect(record.counts).toEqual({ sent: 3, accepted: 1, refused: 0, failed: 2 });
      expect(record.latency.find(({ name }) => name === "accepted")?.samples).toBe(1);
    }
  });

  it("thresholds are worked out again from the samples they name", async () => {
    const lines = [
      metric("refused_share{stream:paced}", ["rate<=0.25"]),
      metric("accepted_ms{stream:paced}", ["p(95)<=25", "max<1000"]),
      point("refused_share", 0, all),
      point("refused_share", 0, all),
      point("refused_share", 1, all),
      point("refused_share", 1, { stream: "other" }),
      ...Array.from({ length: 100 }, (_, i) => point("accepted_ms", i, all)),
    ];
    const { thresholds, outcome } = await importK6(lines, { id: "paced" });
    expect(thresholds.map(({ sentence, holds }) => [sentence, holds])).toEqual([
      ["refused_share of paced: rate<=0.25", false],
      ["accepted_ms of paced: p(95)<=25", false],
      ["accepted_ms of paced: max<1000", true],
    ]);
    expect(thresholds[1]?.measured).toBeCloseTo(94, 0);
    expect(outcome).toBe("fail");
  });

  it("thresholds may be given, as k6 leaves those of a part of a metric out of its output", async () => {
    const record = await importK6([point("accepted", 3, all), point("accepted_ms", 9, all)], {
      id: "paced",
      thresholds: { "accepted{stream:paced}": ["count>=3"] },
    });
    expect(record.thresholds).toEqual([
      { sentence: "accepted of paced: count>=3", measured: 3, limit: 3, bound: "least", unit: "", holds: true },
    ]);
  });

  it("rubbish is passed over and mentioned, and a file without requests is no run", async () => {
    const record = await importK6(["not json", "", "[]", '{"type":"Point"}'], { id: "empty" });
    expect(record).toMatchObject({ outcome: "unable", counts: { sent: 0 } });
    expect(record.warnings).toContain("1 lines were no JSON");
  });
});
