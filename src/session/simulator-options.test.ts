import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";
import { readGivenUsers, simulatorOptions, targetWords } from "./simulator-options.ts";

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

const folder = mkdtempSync(join(tmpdir(), "gorest-users-"));
const fileWith = (text: string): string => {
  const path = join(folder, "users.json");
  writeFileSync(path, text);
  return path;
};
const user = { id: 7, name: "Ann", email: "ann@example.com", gender: "Female", status: "active" };
const read = { ...user, gender: "female" };

test.each([
  ["a list", JSON.stringify([user])],
  ["an answer of version 1", JSON.stringify({ meta: {}, data: [user] })],
  ["an answer with its headers", `HTTP/2 200 \r\nserver: cloudflare\r\n\r\n${JSON.stringify([user])}`],
])("users are read from %s", async (_what, text) => {
  expect(await readGivenUsers(fileWith(text))).toEqual([read]);
});

test.each([
  ["no JSON", "nonsense", /users\.json: is no JSON/],
  ["no list", "{}", /users\.json: has no list of users/],
  ["a user without an e-mail", '[{"name":"x"}]', /users\.json: entry 1 has no email/],
  ["an id that is none", JSON.stringify([{ ...user, id: "7" }]), /entry 1 has an id that is no whole number/],
])("%s is refused in one line", async (_what, text, message) => {
  await expect(readGivenUsers(fileWith(text))).rejects.toThrow(message);
});
