import { expect, test } from "vitest";
import { addedLatency } from "./simulator-options.ts";

test("--latency is milliseconds of the embedded simulator", () => {
  expect(addedLatency({}, { kind: "live" })).toEqual({});
  expect(addedLatency({ latency: "2.5" }, { kind: "simulator" })).toEqual({ latencyMs: 2.5 });
});

test.each(["", "-1", "soon", "60001"])("--latency %j is refused", (latency) => {
  expect(() => addedLatency({ latency }, { kind: "simulator" })).toThrow("should be milliseconds from 0 to 60000");
});

test("--latency and a live target exclude each other", () => {
  expect(() => addedLatency({ latency: "5" }, { kind: "live" })).toThrow("slows the embedded simulator down");
});
