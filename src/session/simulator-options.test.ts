import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";
import { simulatorOptions, targetWords } from "./simulator-options.ts";

test("--latency is milliseconds of the embedded simulator", async () => {
  expect(await simulatorOptions({}, { kind: "live" })).toEqual({});
  expect(await simulatorOptions({ latency: "2.5" }, { kind: "simulator" })).toEqual({ latencyMs: 2.5 });
});

test("where a run goes names the proxy it goes through, and none of its credentials", () => {
  const settings = readSettings({ GOREST_TOKEN: "canary", HTTPS_PROXY: "http://somebody:secret@10.0.0.9:3128" });
  expect(targetWords(settings, {})).toBe("LIVE https://gorest.co.in/public/v2, through the proxy 10.0.0.9:3128");
  expect(targetWords(readSettings({ HTTPS_PROXY: "http://10.0.0.9:3128" }), {})).toBe("embedded simulator");
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
