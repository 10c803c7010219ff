import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formatOf } from "../../src/report/formats.ts";
import { parseOpenMetrics } from "./testing/openmetrics.ts";
import { sampleRun } from "./testing/sample-run.ts";
import { root } from "./testing/sources.ts";

const page = readFileSync(join(root, "docs/how-to/watch-in-grafana.md"), "utf8");
const dashboard = readFileSync(join(root, "docs/grafana/dashboard.json"), "utf8");

const run = sampleRun();
const [scenario] = run.load?.scenarios ?? [];
const [latency] = scenario?.latency ?? [];
// Labels that the sample has none of.
const more =
  latency === undefined
    ? []
    : [
        { ...latency, stream: "flood" },
        { ...latency, operation: "getUser", statusClass: "2xx" },
      ];
const load = run.load && {
  ...run.load,
  scenarios: run.load.scenarios.map((each) => ({ ...each, latency: [...each.latency, ...more] })),
};

const metricsText = async (): Promise<string> => {
  let text = "";
  for (const { chunks } of formatOf("openmetrics")?.render({ run: { ...run, ...(load && { load }) } }) ?? [])
    for await (const chunk of chunks) text += chunk;
  return text;
};

const folder = mkdtempSync(join(tmpdir(), "gorest-grafana-"));
beforeAll(async () => {
  mkdirSync(join(folder, "reports/latest"), { recursive: true });
  writeFileSync(join(folder, "reports/latest/metrics.prom"), await metricsText());
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Shell of the page that is marked to be run, in their order. */
const snippets = [...page.matchAll(/<!-- run -->\n```sh\n([\s\S]*?)```/g)].map(([, text = ""]) => text);

const perform = (script: string, env: Readonly<Record<string, string>>) =>
  promisify(execFile)("sh", ["-euc", script], { cwd: folder, env: { PATH: process.env.PATH ?? "", ...env } });

test("every metric and every label of the dashboard and of its page is in what the format writes", async () => {
  const text = await metricsText();
  const series = parseOpenMetrics(text);
  const known = new Set([
    ...series.map(({ name }) => name),
    ...[...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name),
  ]);
  const labels = new Set(series.flatMap((each) => Object.keys(each.labels)));
  for (const [place, written] of Object.entries({ dashboard, page })) {
    const named = [...new Set(written.match(/gorest_[a-z_]+/g))];
    expect(named.length, place).toBeGreaterThan(9);
    expect(
      named.filter((name) => !known.has(name)),
      place,
    ).toEqual([]);
    const chosen = [...written.matchAll(/[{,]([a-z_]+)(?:=~|!=|=)\\?"/g), ...written.matchAll(/\{\{([a-z]+)\}\}/g)];
    expect(
      chosen.map(([, label = ""]) => label).filter((label) => !labels.has(label)),
      place,
    ).toEqual([]);
  }
});

test("the dashboard has panels that do not overlap, each with a query and a data source to choose", () => {
  const { panels, templating } = JSON.parse(dashboard) as {
    readonly templating: { readonly list: readonly { readonly name: string }[] };
    readonly panels: readonly {
      readonly id: number;
      readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
      readonly targets: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[];
    }[];
  };
  expect(templating.list.map(({ name }) => name)).toEqual(["datasource", "target", "scenario"]);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const taken = new Set<string>();
  for (const { gridPos, targets } of panels) {
    expect(targets.every(({ expr, datasource }) => expr !== "" && datasource.uid === `\${datasource}`)).toBe(true);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        expect(x < 24 && !taken.has(`${x} ${y}`), `${x} ${y}`).toBe(true);
        taken.add(`${x} ${y}`);
      }
  }
});

test("the page's way to the textfile collector leaves one whole file", async () => {
  const textfiles = join(folder, "textfiles");
  mkdirSync(textfiles);
  await perform(snippets[0] ?? "", { TEXTFILES: textfiles });
  expect(readdirSync(textfiles)).toEqual(["gorest.prom"]);
  expect(readFileSync(join(textfiles, "gorest.prom"), "utf8")).toBe(await metricsText());
});

test.skipIf(spawnSync("curl", ["--version"]).status !== 0)(
  "the page's way to a Pushgateway puts the file whole, and fails where it is refused",
  async () => {
    const got: { readonly method: string | undefined; readonly url: string | undefined; readonly body: string }[] = [];
    const server = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request.setEncoding("utf8")) body += chunk;
      got.push({ method: request.method, url: request.url, body });
      response.writeHead(got.length > 1 ? 400 : 200).end();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    // A TCP server has a port.
    const { port } = server.address() as AddressInfo;
    const env = { PUSHGATEWAY: `http://127.0.0.1:${port}`, NO_PROXY: "127.0.0.1" };
    try {
      await perform(snippets[1] ?? "", env);
      expect(got).toEqual([{ method: "PUT", url: "/metrics/job/gorest", body: await metricsText() }]);
      await expect(perform(snippets[1] ?? "", env)).rejects.toThrow();
    } finally {
      server.close();
    }
  },
);
