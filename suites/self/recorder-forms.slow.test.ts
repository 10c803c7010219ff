import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/contract/random.ts";
import { findBenign } from "../../src/simulator/benign.ts";
import { ada, call, id, judged } from "./testing/har-cases.ts";
import { oddForms } from "./testing/odd-forms.ts";
import { type RecordedEntry, without } from "./testing/recorder-form.ts";
import { forms } from "./testing/recorder-forms.ts";
import { brokenBy, recordSession } from "./testing/third-party-hars.ts";
import { tools } from "./testing/third-party-tools.ts";

const session = recordSession(5, {}, 80);
const recorded = process.env.GOREST_RECORDED_HAR ?? "../shared/gorest/recorded.har";
const there = existsSync(recorded);
const all = { ...forms, ...oddForms };
const names = Object.keys(all);
/** Without ETags nothing shows that one value was put in another's place. */
const isReplaced = /replaced/;
const inForm = (name: string, entries: readonly RecordedEntry[]) => all[name]?.(entries);

describe.each(names)("a recording in the form of %s", (name) => {
  test("of a service that is right breaks no rule", async () => {
    expect((await judged(inForm(name, await session))).violated).toEqual([]);
  });

  test("of a service that is right breaks no rule where no ETag shows that bodies were changed", async () => {
    const untagged = (await session).map((entry) => ({
      ...entry,
      response: { ...entry.response, headers: without(/^etag$/i, entry.response) },
    }));
    const found = await judged(inForm(name, untagged));
    expect(isReplaced.test(name) ? [] : found.violated).toEqual([]);
  });

  test.skipIf(!there)(
    `of the live service breaks no rule${there ? "" : ` (no file ${recorded}: set GOREST_RECORDED_HAR)`}`,
    async () => {
      const { log } = JSON.parse(readFileSync(recorded, "utf8"));
      expect((await judged(inForm(name, log.entries))).violated).toEqual([]);
    },
  );
});

/** Planted: the answer to an accepted write shows another e-mail. */
const planted = [
  call("POST", "/users", { json: ada, shown: { id, ...ada, email: "somebody.else@example.org" } }),
  call("GET", `/users/${id}`, { shown: { id, ...ada }, at: 4 }),
] as readonly RecordedEntry[];

/** Forms that do not keep what was sent and what was shown. */
const keepsNoBodies =
  /without content|bodies left out|puppeteer|Insomnia|cut, and marked|gigabytes|fields of forms|without bodies|place of bodies|replaced/;

test.each(names.filter((name) => !keepsNoBodies.test(name)))(
  "a wrong e-mail after an accepted write is found in the form of %s",
  async (name) => {
    expect((await judged(inForm(name, planted))).violated).toContain("create-echoes-input");
  },
);

describe("an archive of a correct service breaks no rule, whatever tool wrote it", () => {
  test.each(Object.entries(tools))("%s", async (_name, inTool) => {
    expect([...(await brokenBy(inTool(await session, seededRandom(1))))]).toEqual([]);
  });

  test("not even where the day begins anew", async () => {
    const benign = findBenign("daily-reset");
    const entries = await recordSession(2, benign === undefined ? {} : { benign }, 60);
    for (const name of ["tokens redacted", "shuffled"])
      expect([name, ...(await brokenBy(tools[name]?.(entries, seededRandom(2)) ?? []))]).toEqual([name]);
  });
});
