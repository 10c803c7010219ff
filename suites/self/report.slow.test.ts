import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seededRandom } from "../../src/contract/random.ts";
import { compare } from "../../src/report/compare.ts";
import type { ReportInput } from "../../src/report/format.ts";
import { html } from "../../src/report/formats.ts";
import { writeAtomically } from "../../src/session/files.ts";
import { hostileRun } from "./testing/hostile-run.ts";
import { latencies, sampleExchanges, sampleHistory, sampleRun, summaryOf } from "./testing/sample-run.ts";

const require = createRequire(import.meta.url);

const folder = mkdtempSync(join(tmpdir(), "gorest-report-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

const pages: Readonly<Record<string, ReportInput>> = {
  good: { run: sampleRun(), previous: sampleRun({ seed: 2 }), history: sampleHistory() },
  broken: {
    run: sampleRun({ seed: 3, violated: ["deleted-user-stays-gone", "patch-keeps-other-fields"], slowdown: 1.6 }),
    previous: sampleRun({ seed: 2 }),
  },
  hostile: { run: hostileRun(), previous: hostileRun(), history: [hostileRun()] },
};

describe.skipIf(!existsSync(executablePath))(
  existsSync(executablePath) ? "in Chromium" : `in Chromium (skipped: none at ${executablePath}; set CHROMIUM_PATH)`,
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await chromium.launch({
        executablePath,
        args: [
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--no-first-run",
        ],
      });
      for (const [name, input] of Object.entries(pages)) {
        const [file] = html.render(input);
        await writeAtomically(join(folder, `${name}.html`), file?.chunks ?? []);
      }
    });
    afterAll(() => browser.close());

    const cases = Object.keys(pages).flatMap((name) =>
      (["light", "dark"] as const).map((scheme) => [name, scheme] as const),
    );

    test.each(cases)(
      "the %s report (%s) says nothing on the console, asks for nothing, and no markup of a server runs",
      async (name, colorScheme) => {
        const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 900 } });
        const said: string[] = [];
        const asked: string[] = [];
        page.on("console", (message) => said.push(message.text()));
        page.on("pageerror", (error) => said.push(error.message));
        page.on("dialog", (dialog) => {
          said.push(`dialog ${dialog.message()}`);
          void dialog.dismiss();
        });
        page.on("request", (request) => asked.push(request.url()));
        const address = pathToFileURL(join(folder, `${name}.html`)).href;
        await page.goto(address);
        expect(said).toEqual([]);
        expect(asked.filter((url) => url !== address && !url.startsWith("data:,"))).toEqual([]);
        expect(await page.title()).toMatch(
          /^embedded simulator[^·]* · Contract: (holds|violated), Load: (pass|fail), (Change: [a-z ]+, )?Validity: /,
        );
        expect(await page.locator("script, iframe, img, form").count()).toBe(0);
        // The browser tells of a paint a little after it, on a busy machine after the page has loaded.
        const paintMs = () => page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime);
        await expect.poll(paintMs, { timeout: 60_000 }).toBeGreaterThan(0);
        // A page wider than its window would have to be scrolled sideways as a whole.
        await page.setViewportSize({ width: 390, height: 900 });
        await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
        // In the larger letters of a narrow screen as well: no text of a chart is cut, and no axis has too few marks to be read.
        expect(
          await page.evaluate(`[...document.querySelectorAll(".picture > svg")].flatMap((chart) => {
            const width = chart.viewBox.baseVal.width;
            const cut = [...chart.querySelectorAll("text")].filter((text) => {
              const { x, width: own } = text.getBBox();
              return x < -0.5 || x + own > width + 0.5;
            });
            const bare = [...chart.querySelectorAll(".axis")].filter((axis) => {
              const name = axis.querySelector(".name")?.textContent ?? "";
              return !name.startsWith("run") && axis.querySelectorAll("text:not(.name)").length < 3;
            });
            return [...cut, ...bare].map((each) => each.textContent);
          })`),
        ).toEqual([]);
        await page.close();
      },
    );

    // The contrast of colours takes as long as all other rules; it is the same whatever a server's text says, and the only
    // thing that the scheme changes.
    const contrast = "color-contrast";
    test.each([
      ["good", "light", {}],
      ["good", "dark", { runOnly: [contrast] }],
      ["broken", "light", {}],
      ["broken", "dark", { runOnly: [contrast] }],
      ["hostile", "light", { rules: { [contrast]: { enabled: false } } }],
    ] as const)(
      "the %s report (%s) has no accessibility violation that axe-core knows",
      async (name, colorScheme, options) => {
        const context = await browser.newContext({
          colorScheme,
          bypassCSP: true,
          viewport: { width: 1280, height: 900 },
        });
        const page = await context.newPage();
        await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
        await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
        await page.addScriptTag({ path: require.resolve("axe-core/axe.min.js") });
        const found: unknown = await page.evaluate(
          `axe.run(${JSON.stringify({ resultTypes: ["violations"], ...options })}).then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact, first: nodes[0].html.slice(0, 200), times: nodes.length })))`,
        );
        expect(found).toEqual([]);
        await context.close();
      },
    );
  },
);

describe("comparing runs", () => {
  const sample = sampleRun({ contract: false });
  const pair = (slowdown: number, seed: number) => {
    const random = seededRandom(seed);
    const run = (factor: number) => {
      const [scenario] = sample.load?.scenarios ?? [];
      if (sample.load === undefined || scenario === undefined) throw new Error("the sample has a scenario");
      const all = latencies(900, 100 * factor, random, 0.35);
      const latency = [
        summaryOf("accepted", all),
        summaryOf(
          "time to accept",
          all.map((ms) => ms + 5 * random()),
        ),
      ];
      return { ...sample, load: { ...sample.load, scenarios: [{ ...scenario, latency }] } };
    };
    return compare(run(1), run(slowdown));
  };
  const flagged = (slowdown: number, of: number) =>
    Array.from({ length: of }, (_, seed) => pair(slowdown, 1000 + seed)).filter((found) =>
      found.latency.some((change) => change.p === 0.5 && change.name === "accepted" && change.verdict === "slower"),
    ).length;

  test("of 100 pairs with a slow-down of 20 % at p50 and 900 samples at least 95 are flagged", () => {
    expect(flagged(1.2, 100)).toBeGreaterThanOrEqual(95);
  });

  // With the tolerance fewer still.
  test("without the tolerance, chance alone still flags at most 5 of 100 equal pairs", () => {
    const exact = { tolerance: { share: 0, ms: 0 } };
    const alarms = Array.from({ length: 100 }, (_, seed) => {
      const before = sampleRun({ seed: 2 * seed + 1, contract: false });
      const after = sampleRun({ seed: 2 * seed + 2, contract: false });
      return compare(before, after, exact).latency.filter((change) => change.verdict !== "no clear change").length;
    }).filter((number) => number > 0);
    expect(alarms.length).toBeLessThanOrEqual(5);
  });
});

describe("a run of 250,000 exchanges", () => {
  test("is made into every format within 512 MiB, and without wasting time", async () => {
    const run = join(folder, "large");
    const record = sampleRun({ id: "large", requests: 100_000 });
    await writeAtomically(join(run, "run.json"), [JSON.stringify(record)]);
    await writeAtomically(
      join(run, "exchanges.ndjson"),
      (function* () {
        for (const exchange of sampleExchanges(250_000)) yield `${JSON.stringify(exchange)}\n`;
      })(),
    );
    const script = join(folder, "measure.mjs");
    const target = new URL("../../src/session/render-run.ts", import.meta.url).href;
    writeFileSync(
      script,
      `const { renderRun } = await import(${JSON.stringify(target)});
      const files = await renderRun({ reportsDir: ${JSON.stringify(folder)}, path: ${JSON.stringify(run)}, formats: ["html", "md", "json", "junit", "ctrf", "hgrm", "har"] });
      const { user, system } = process.cpuUsage();
      console.log(JSON.stringify({ files: files.length, maxRssKiB: process.resourceUsage().maxRSS, cpuS: (user + system) / 1e6 }));`,
    );
    const tsx = require.resolve("tsx");
    const out = execFileSync(process.execPath, ["--import", pathToFileURL(tsx).href, script], { encoding: "utf8" });
    const { files, maxRssKiB, cpuS }: { files: number; maxRssKiB: number; cpuS: number } = JSON.parse(out);
    expect(files).toBeGreaterThanOrEqual(7);
    expect(maxRssKiB).toBeLessThan(512 * 1024);
    // Some 7 s of a processor, twice that where others share it; the bound only notices work that has become several times as much.
    expect(cpuS).toBeLessThan(40);
    expect(statSync(join(run, "report.html")).size).toBeLessThanOrEqual(1_000_000);
  });
});
