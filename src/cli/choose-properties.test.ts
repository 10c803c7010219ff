import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sampleRun } from "../../suites/self/testing/sample-run.ts";
import { pointLatest, saveRun } from "../session/reports-dir.ts";
import { choosePart } from "./choose-properties.ts";

let reports: string;
beforeAll(async () => {
  reports = await mkdtemp(join(tmpdir(), "gorest-part-"));
});
afterAll(() => rm(reports, { recursive: true }));

const ids = async (flags: Partial<Parameters<typeof choosePart>[0]>) =>
  (await choosePart({ reports, ...flags })).properties.map(({ id }) => id);

describe("a part of the contract", () => {
  test("is all of users where nothing was chosen", async () => {
    expect((await ids({})).length).toBeGreaterThan(20);
  });

  test("is what a clause holds and what was named, each once", async () => {
    const part = await ids({ clause: ["rate limit"], property: ["emails-are-unique", "budget-moves"] });
    expect(part.toSorted()).toEqual(
      [
        "budget-moves",
        "budgets-are-per-token",
        "emails-are-unique",
        "keyless-calls-are-free",
        "limit-is-real",
      ].toSorted(),
    );
  });

  test.each([
    ["rule", "own-email-is-not-takn", "own-email-is-not-taken"],
    ["operation", "deleteUsr", "deleteUser"],
    ["clause", "rate limits", "rate limit"],
  ])("of a --%s that is none is refused with the nearest name", async (flag, name, near) => {
    await expect(ids({ [flag]: [name] })).rejects.toThrow(`did you mean ${near}?`);
  });

  test("is what broke a rule in the newest run, with its seed", async () => {
    await expect(ids({ rerunFailed: true })).rejects.toThrow(/no latest run/);
    const found = sampleRun({ violated: ["deleted-user-stays-gone"] });
    await mkdir(join(reports, found.id));
    await saveRun(reports, found);
    await pointLatest(reports, found.id);
    const part = await choosePart({ reports, rerunFailed: true });
    expect(part.seed).toBe(found.seed);
    expect(part.names ?? []).toEqual(part.names === undefined ? [] : part.properties.map(({ id }) => id));
  });
});
