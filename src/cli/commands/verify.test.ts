import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { Command } from "commander";
import { afterAll, describe, expect, test } from "vitest";
import { run } from "../../../suites/self/testing/command-line.ts";
import type { Exchange } from "../../contract/exchange.ts";
import { formatOf } from "../../report/formats.ts";
import { openSavedTraffic } from "../../session/saved-traffic.ts";
import { verify } from "../verbs/contract.ts";
import { runOf, verifyTraffic } from "../verify-traffic.ts";

const sample = "docs/samples/morning.har";

describe("reports of a recording", () => {
  const folder = mkdtempSync(join(tmpdir(), "gorest-verify-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  const perform = (...args: readonly string[]) => {
    const program = new Command().exitOverride();
    verify(program);
    return program.parseAsync(["verify", ...args], { from: "user" });
  };

  test("tell of what it broke, with the request and the command that judges it again", async () => {
    const [saved] = await openSavedTraffic(sample);
    const exchanges: Exchange[] = [];
    for await (const exchange of saved?.exchanges ?? []) exchanges.push(exchange);
    // Each user that is read has a field that nobody documents.
    const broken = exchanges.map((each): Exchange => {
      const { outcome, request } = each;
      if (outcome.kind !== "answer" || outcome.status !== 200 || !/users\/\d+$/.test(request.url)) return each;
      return { ...each, outcome: { ...outcome, body: outcome.body.replace("{", '{"nick":"x",') } };
    });
    const verified = await verifyTraffic({ exchanges: broken, basePath: saved?.basePath ?? "", notes: [] });
    const record = runOf({
      ...{ file: "a b.har", verified, isBroken: true, why: undefined, startedAt: new Date(0), strict: false },
    });
    expect(record.contract?.findings.map(({ rule }) => rule.id)).toContain("body-schema");
    const texts: string[] = [];
    for (const id of ["junit", "md", "html"] as const)
      for (const { chunks } of formatOf(id)?.render({ run: record }) ?? [])
        for await (const chunk of chunks) texts.push(chunk);
    const text = texts.join("").replaceAll("&apos;", "'").replaceAll("&#39;", "'");
    expect(text.match(/npm run verify -- 'a b\.har'/g)?.length).toBeGreaterThan(2);
    expect(text).not.toContain("npm run contract");
    expect(text).not.toContain("LIVE");
    expect(text).toContain('type="violated"');
  });

  test("are written where --out says, and only those that are named", async () => {
    const out = join(folder, "results");
    const ended = await run(["verify", sample, "--json", "--format", "junit,html", "--out", out]);
    expect(ended.code, ended.err).toBe(0);
    expect(readdirSync(out).sort()).toEqual(["junit.xml", "report.html"]);
    expect(readFileSync(join(out, "junit.xml"), "utf8")).toMatch(/failures="0"/);
  });

  test("that can't be made are refused before anything is judged or written", async () => {
    const out = join(folder, "none");
    await expect(perform(sample, "--format", "pdf", "--out", out)).rejects.toThrow(/^--format pdf/);
    await expect(perform(sample, "--format", "csv", "--out", out)).rejects.toThrow(/^--format csv: it is made of/);
    await expect(perform(sample, "--out", out)).rejects.toThrow(/name a format/);
    await expect(perform(sample, sample, "--format", "md", "--out", out)).rejects.toThrow(/of one recording/);
    expect(existsSync(out)).toBe(false);
  });
});

test("a file that can't be read is an object of --json as well, alone and beside others", async () => {
  const folder = mkdtempSync(join(tmpdir(), "gorest-verify-"));
  const [packed, cut] = [join(folder, "a.har.br"), join(folder, "cut.har")];
  writeFileSync(packed, brotliCompressSync(readFileSync(sample)));
  writeFileSync(cut, '{"log":{"entries":[');
  const objects = (text: string): readonly unknown[] =>
    text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  const told = { file: cut, error: expect.stringContaining("cut.har: it is JSON that is cut off") };
  try {
    const alone = await run(["verify", cut, "--json"]);
    expect(objects(alone.out)).toEqual([told]);
    expect(alone.code).toBe(2);
    const both = await run(["verify", packed, cut, "--json"]);
    expect(objects(both.out)).toEqual([expect.objectContaining({ file: packed, exchanges: 40 }), told]);
    expect(both.code).toBe(2);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
