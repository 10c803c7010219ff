import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sampleRun } from "../../suites/self/testing/sample-run.ts";
import { defined } from "../contract/defined.ts";
import { describeFailure } from "./fail.ts";
import { writeAtomically } from "./files.ts";
import { renderRun } from "./render-run.ts";
import {
  createRunDir,
  earlierRuns,
  exchangesIn,
  findRun,
  lastLiveRun,
  pointLatest,
  readRun,
  saveRun,
} from "./reports-dir.ts";

let reports = "";
beforeEach(() => {
  reports = mkdtempSync(join(tmpdir(), "gorest-reports-"));
});
afterEach(() => rmSync(reports, { recursive: true, force: true }));

const night = (day: number) => new Date(Date.UTC(2026, 2, day, 2, 30));
const keep = async (day: number, options = {}) => {
  const { id, path } = await createRunDir(reports, night(day), "nightly");
  await saveRun(reports, sampleRun({ id, startedAt: night(day).toISOString(), ...options }));
  await pointLatest(reports, id);
  return { id, path };
};

describe("a run's folder", () => {
  test("is named after its start, and two runs of one second do not share one", async () => {
    const made = await Promise.all([1, 2, 3].map(() => createRunDir(reports, night(1), "nightly")));
    expect(made.map(({ id }) => id).sort()).toEqual([
      "2026-03-01T02-30-00Z-nightly",
      "2026-03-01T02-30-00Z-nightly-2",
      "2026-03-01T02-30-00Z-nightly-3",
    ]);
  });

  test("latest leads to the newest, by link or by a file where links are not allowed", async () => {
    await keep(1);
    const { id, path } = await keep(2);
    expect(realpathSync(join(reports, "latest"))).toBe(realpathSync(path));
    expect(await findRun(reports, "latest")).toBe(path);
    rmSync(join(reports, "latest"));
    writeFileSync(join(reports, "latest"), `${id}\n`);
    expect(await findRun(reports, "latest")).toBe(path);
    await keep(3);
    expect(lstatSync(join(reports, "latest")).isSymbolicLink()).toBe(true);
  });

  test.each(["../evil", "a/b", "a\\b", ".hidden", "", "latest", "x".repeat(200), "con\u0000", "dots."])(
    "no path escapes reports/: %j is not the name of a run",
    async (id) => {
      await expect(saveRun(reports, sampleRun({ id }))).rejects.toThrow("is not the name of a run");
      await expect(pointLatest(reports, id)).rejects.toThrow("is not the name of a run");
      expect(readdirSync(reports)).toEqual([]);
    },
  );

  test("a latest that leads elsewhere is not followed", async () => {
    writeFileSync(join(reports, "latest"), "../../etc\n");
    await expect(findRun(reports, "latest")).rejects.toThrow("is not the name of a run");
  });
});

describe("saving", () => {
  test("a write that fails half-way leaves what was there and nothing else", async () => {
    const path = join(reports, "run.json");
    writeFileSync(path, "before");
    const failing = function* () {
      yield "x".repeat(3_000_000);
      throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    };
    const error: unknown = await writeAtomically(path, failing()).catch((reason: unknown) => reason);
    expect(describeFailure(error)).toEqual({ line: `${path}: the disk is full`, expected: true });
    expect(readFileSync(path, "utf8")).toBe("before");
    expect(readdirSync(reports)).toEqual(["run.json"]);
  });

  test("a reports folder that cannot be made gives one clear line", async () => {
    writeFileSync(join(reports, "file"), "");
    const error: unknown = await createRunDir(join(reports, "file"), night(1), "load").catch(
      (reason: unknown) => reason,
    );
    expect(describeFailure(error)).toMatchObject({ expected: true });
    expect(describeFailure(error).line).toContain("file");
  });

  test("what was saved is read back", async () => {
    const { id, path } = await keep(1);
    expect(await readRun(path)).toEqual(
      JSON.parse(JSON.stringify(sampleRun({ id, startedAt: night(1).toISOString() }))),
    );
  });

  test("of an earlier version of the record is read by today's names", async () => {
    const { path } = await keep(1);
    const { target, ...rest } = sampleRun();
    const { configuration: _, ...before } = target;
    writeFileSync(join(path, "run.json"), JSON.stringify({ ...rest, target: { ...before, told: "fault total" } }));
    expect((await readRun(path)).target).toEqual({ ...before, configuration: "fault total" });
  });

  test.each([
    ["{", "is not JSON"],
    ["{}", "is not a run record"],
    ['{"format":"gorest-harness run","version":2}', "another version of the harness (record 2, this one reads 1)"],
  ])("a run.json of %j is refused with one line", async (text, why) => {
    mkdirSync(join(reports, "a"));
    writeFileSync(join(reports, "a", "run.json"), text);
    await expect(readRun(join(reports, "a"))).rejects.toThrow(why);
  });

  test("a last line that a crash cut off is left out", async () => {
    writeFileSync(join(reports, "exchanges.ndjson"), '{"seq":1}\n{"seq":2,"req');
    const read = await exchangesIn(reports);
    const seqs: number[] = [];
    for await (const { seq } of read?.() ?? []) seqs.push(seq);
    expect(seqs).toEqual([1]);
  });
});

describe("earlier runs", () => {
  test("are those of the same kind of target and the same parts, oldest first; broken folders are passed over", async () => {
    const first = await keep(1);
    const second = await keep(2);
    await keep(3, { load: false });
    const last = await keep(4);
    mkdirSync(join(reports, "zzz-broken"));
    writeFileSync(join(reports, "zzz-broken", "run.json"), "nonsense");
    const found = await earlierRuns(reports, await readRun(last.path));
    expect(found.map(({ id }) => id)).toEqual([first.id, second.id]);
    expect((await earlierRuns(reports, await readRun(last.path), 1)).map(({ id }) => id)).toEqual([second.id]);
  });
});

describe("the last live run", () => {
  test("is the newest before this one that reached a verdict of a live service", async () => {
    const live = async (day: number, outcome: "holds" | "unable") => {
      const { id, path } = await createRunDir(reports, night(day), "nightly");
      const run = sampleRun({ id, startedAt: night(day).toISOString(), load: false });
      const contract = run.contract === undefined ? undefined : { ...run.contract, outcome };
      await saveRun(reports, { ...run, target: { ...run.target, kind: "live" }, ...defined({ contract }) });
      return { id, path };
    };
    const first = await live(1, "holds");
    await live(2, "unable");
    const last = await keep(3);
    expect((await lastLiveRun(reports, await readRun(last.path)))?.id).toBe(first.id);
    expect(await lastLiveRun(reports, await readRun(first.path))).toBeUndefined();
  });
});

describe("rendering a saved run", () => {
  test("writes the usual formats into its folder and leaves run.json alone", async () => {
    await keep(1);
    const { path } = await keep(2);
    const before = readFileSync(join(path, "run.json"), "utf8");
    expect(await renderRun({ reportsDir: reports, path })).toEqual([
      join(path, "report.html"),
      join(path, "report.md"),
    ]);
    expect(readFileSync(join(path, "report.html"), "utf8")).toContain("With the previous run");
    expect(readFileSync(join(path, "run.json"), "utf8")).toBe(before);
    expect(readdirSync(path).sort()).toEqual(["report.html", "report.md", "run.json"]);
  });

  test("an unknown format is refused before anything is written", async () => {
    const { path } = await keep(1);
    await expect(renderRun({ reportsDir: reports, path, formats: ["html", "pdf"] })).rejects.toThrow(
      "--format pdf: there is none of that name; npm run report -- --help lists them",
    );
    expect(readdirSync(path)).toEqual(["run.json"]);
  });
});
