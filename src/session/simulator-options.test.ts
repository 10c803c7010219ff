import { expect, test } from "vitest";
import { simulatorOptions } from "./simulator-options.ts";

test("--latency is milliseconds of the embedded simulator", async () => {
  expect(await simulatorOptions({}, { kind: "live" })).toEqual({});
  expect(await simulatorOptions({ latency: "2.5" }, { kind: "simulator" })).toEqual({ latencyMs: 2.5 });
});

test.each(["", "-1", "soon", "60001"])("--latency %j is refused", async (latency) => {
  await expect(simulatorOptions({ latency }, { kind: "simulator" })).rejects.toThrow(
    "should be milliseconds from 0 to 60000",
  );
});

test.each([{ latency: "5" }, { fault: "delete-answers-200" }, { benign: "gzip" }])(
  "%j and a live target exclude each other",
  async (flags) => {
    await expect(simulatorOptions(flags, { kind: "live" })).rejects.toThrow("is of the embedded simulator");
  },
);
