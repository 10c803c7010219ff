import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { root } from "./testing/sources.ts";

const folder = mkdtempSync(join(realpathSync(tmpdir()), "gorest start "));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A project of two modules that starts as ours does. */
const projectOf = (name: string): string => {
  const project = join(folder, name);
  for (const stage of ["cli", "contract"]) mkdirSync(join(project, "src", stage), { recursive: true });
  mkdirSync(join(project, "node_modules"));
  for (const library of ["esbuild", "tsx"])
    symlinkSync(join(root, "node_modules", library), join(project, "node_modules", library), "junction");
  for (const file of ["src/contract/bundle.mjs", "src/cli/start.mjs"]) cpSync(join(root, file), join(project, file));
  writeFileSync(join(project, "package.json"), '{"type":"module"}');
  write(
    project,
    "src/cli/main.ts",
    'import { word } from "../word.ts";\nconsole.log(word satisfies string, process.argv[2], import.meta.url);',
  );
  write(project, "src/word.ts", 'export const word: string = "first";');
  return project;
};
const write = (project: string, path: string, text: string) => writeFileSync(join(project, path), text);
const started = (project: string) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ["src/cli/start.mjs", "verb"], {
    cwd: project,
    encoding: "utf8",
  });
  return { said: stdout.trim().split(" "), stderr, status };
};
const bundlesOf = (project: string) =>
  readdirSync(join(project, "node_modules/.cache/gorest-harness/bundles")).filter((name) => !name.endsWith(".json"));

test("what is started is the source as it stands, bundled once for each state of it", () => {
  const project = projectOf("one");
  const first = started(project);
  expect(first).toMatchObject({ stderr: "", status: 0 });
  expect(first.said.slice(0, 2)).toEqual(["first", "verb"]);
  expect(started(project)).toEqual(first);
  expect(bundlesOf(project)).toHaveLength(1);
  write(project, "src/word.ts", 'export const word: string = "changed";');
  expect(started(project).said[0]).toBe("changed");
  expect(bundlesOf(project)).toHaveLength(2);
});

test("a module's own address is that of its source", () => {
  const project = projectOf("address");
  expect(started(project).said[2]).toMatch(/\/address\/src\/cli\/main\.ts$/);
});

test("a copied project does not start the bundle of the one it was copied from", () => {
  const project = projectOf("original");
  started(project);
  const copy = join(folder, "copy");
  cpSync(project, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  expect(started(copy).said[2]).toMatch(/\/copy\/src\/cli\/main\.ts$/);
});

test("a file that was taken away is missed", () => {
  const project = projectOf("less");
  started(project);
  rmSync(join(project, "src/word.ts"));
  const { status, stderr } = started(project);
  expect(status).not.toBe(0);
  expect(stderr).toContain("word.ts");
});

test("where nothing may be written, the source is started as it is", () => {
  const project = projectOf("sealed");
  writeFileSync(join(project, "node_modules/.cache"), "a file where a folder should be");
  expect(started(project)).toMatchObject({
    stderr: "",
    status: 0,
    said: ["first", "verb", expect.stringMatching(/main\.ts$/)],
  });
});

test("an old bundle goes when a new one is made, one that may be in use stays", () => {
  const project = projectOf("old");
  started(project);
  const cache = join(project, "node_modules/.cache/gorest-harness/bundles");
  mkdirSync(join(cache, "old"));
  utimesSync(join(cache, "old"), new Date("2020-01-01"), new Date("2020-01-01"));
  write(project, "src/word.ts", 'export const word: string = "changed";');
  started(project);
  expect(bundlesOf(project)).toHaveLength(2);
  expect(bundlesOf(project)).not.toContain("old");
});
