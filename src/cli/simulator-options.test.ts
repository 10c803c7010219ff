import { expect, test } from "vitest";
import { simulatorOptions } from "./simulator-options.ts";

test("--latency is milliseconds of the embedded simulator", () => {
  expect(simulatorOptions({}, { kind: "live" })).toEqual({});
  expect(simulatorOptions({ latency: "2.5" }, { kind: "simulator" })).toEqual({ latencyMs: 2.5 });
});

test.each(["", "-1", "soon", "60001"])("--latency %j is refused", (latency) => {
  expect(() => simulatorOptions({ latency }, { kind: "simulator" })).toThrow("should be milliseconds from 0 to 60000");
});

test.each([{ latency: "5" }, { fault: "delete-answers-200" }, { benign: "gzip" }])(
  "%j and a live target exclude each other",
  (flags) => {
    expect(() => simulatorOptions(flags, { kind: "live" })).toThrow("is of the embedded simulator");
  },
);
