/**
 * Makes the picture of a report that the docs show: `npm run picture`. It takes a nightly run with a fault against the
 * embedded simulator, which must be a measurement (a busy machine makes it none), and Chromium (CHROMIUM_PATH).
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { marked, picture, reportStructure } from "./testing/report-picture.ts";
import { root } from "./testing/sources.ts";

const folder = mkdtempSync(join(tmpdir(), "gorest-picture-"));
const size = { width: 1280, height: 1750 } as const;

/** What the picture shows: one rule broken, and the load passed. */
const nightly = ["--seed", "1", "--fault", "update-resets-unnamed-fields", "--scenario", "headroom", "burst-drain"];
// From within the folder, so that commands name reports/… and no path of this machine.
const loader = import.meta.resolve("tsx");
const main = join(root, "src/cli/main.ts");
const { status } = spawnSync(process.execPath, ["--import", loader, main, "nightly", ...nightly], {
  cwd: folder,
  stdio: ["ignore", "ignore", "inherit"],
  // A token would send it to the service.
  env: { ...process.env, GOREST_TARGET: "simulator" },
});
const report = join(folder, "reports/latest/report.html");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
try {
  const page = await browser.newPage({ viewport: size, colorScheme: "light" });
  await page.goto(pathToFileURL(report).href);
  const word = await page.locator(".card .word").allTextContents();
  if (status !== 1 || !word.some((text) => text.includes("pass")))
    throw new Error(
      `the run shows ${word.join(", ")}: it should be violated and pass; try again when the machine is calm`,
    );
  writeFileSync(join(root, picture.path), marked(await page.screenshot(), await reportStructure()));
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
