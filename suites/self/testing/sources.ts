import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type TypeScript from "typescript";

let loaded: typeof TypeScript | undefined;
/** TypeScript's compiler, once it is needed. `import` would read its nine megabytes twice, to find what they export. */
export const compiler = (): typeof TypeScript => {
  loaded ??= createRequire(import.meta.url)("typescript") as typeof TypeScript;
  return loaded;
};

/** The project's folder. */
export const root = fileURLToPath(new URL("../../../", import.meta.url));

/** One TypeScript file of the project, parsed. */
export interface Source {
  /** From the project's folder, with slashes: src/contract/clock.ts. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  /** Every import, `import type`, re-export and dynamic import: project files by path, others by specifier. */
  readonly imports: readonly { readonly path?: string; readonly library?: string }[];
  readonly isTest: boolean;
}

const slashed = (path: string): string => path.split(sep).join("/");

const listed = (...flags: readonly string[]): readonly string[] | undefined => {
  // In a folder of its own within another repository, Git would list that one's files.
  if (!existsSync(join(root, ".git"))) return undefined;
  const { status, stdout } = spawnSync("git", ["ls-files", "-z", ...flags], { cwd: root, encoding: "utf8" });
  return status === 0 ? stdout.split("\0").filter((path) => path !== "" && existsSync(join(root, path))) : undefined;
};

/**
 * Files of the project by Git, so that an editor's folder or a person's notes are none; undefined in a copy without it.
 * TypeScript that is new counts before it is added: the compiler reads it too.
 */
const listTracked = (): readonly string[] | undefined => {
  const known = listed();
  const fresh = listed("--others", "--exclude-standard", "src", "suites") ?? [];
  return known && [...known, ...fresh.filter((path) => path.endsWith(".ts"))];
};
let known: { readonly tracked: readonly string[] | undefined } | undefined;
const trackedFiles = (): readonly string[] | undefined => {
  known ??= { tracked: listTracked() };
  return known.tracked;
};

export const filesBelow = (folder: string): readonly string[] =>
  (
    trackedFiles()?.filter((path) => path.startsWith(`${folder}/`)) ??
    readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => slashed(relative(root, join(entry.parentPath, entry.name))))
  ).toSorted();

/** Names of the files and folders at the top of the project. */
export const topOfProject = (): readonly string[] => {
  const tracked = trackedFiles();
  return tracked === undefined ? readdirSync(root) : [...new Set(tracked.map((path) => path.split("/")[0] ?? path))];
};

/** An import, a re-export, a dynamic import, a require. The compiler takes a second for what this takes some milliseconds. */
const importing = /^(?:import|export)\s(?:[^"';=]*?\sfrom\s)?"([^"]+)";|\b(?:import|require)\("([^"]+)"\)/gm;
/** After a backtick it may be text. */
const mayBeText = new RegExp(`\`[^\`]*(?:${importing.source})`, "m");

const specifiersIn = (text: string): readonly string[] =>
  mayBeText.test(text)
    ? compiler()
        .preProcessFile(text, true, true)
        .importedFiles.map(({ fileName }) => fileName)
    : [...text.matchAll(importing)].map(([, named, called]) => named ?? called ?? "");

const importsOf = (path: string, text: string): Source["imports"] =>
  specifiersIn(text).map((name) =>
    name.startsWith(".")
      ? { path: slashed(join(dirname(path), name)) }
      : { library: name.startsWith("node:") ? name : packageOf(name) },
  );

const packageOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

/** Every TypeScript file of the folders, generated ones included. */
export const sourcesOf = (...folders: readonly string[]): readonly Source[] =>
  folders.flatMap((folder) =>
    filesBelow(folder)
      .filter((path) => path.endsWith(".ts"))
      .map((path) => {
        const text = readFileSync(join(root, path), "utf8");
        return {
          path,
          text,
          lines: text.split("\n").length - 1,
          imports: importsOf(path, text),
          isTest: path.endsWith(".test.ts"),
        };
      }),
  );

/** Others import it by the package's name. */
const isPublic = (path: string): boolean => /^src\/[^/]+\.ts$/.test(path);

/** Files that only tests use: each of their importers is a test, or such a file itself. */
export const testHelpers = (sources: readonly Source[]): ReadonlySet<string> => {
  const importers = new Map<string, string[]>();
  for (const { path, imports } of sources) {
    for (const { path: to } of imports) if (to !== undefined) importers.set(to, [...(importers.get(to) ?? []), path]);
  }
  const helpers = new Set(sources.filter(({ isTest }) => isTest).map(({ path }) => path));
  for (let before = -1; before < helpers.size; ) {
    before = helpers.size;
    for (const [path, users] of importers)
      if (!isPublic(path) && users.every((user) => helpers.has(user))) helpers.add(path);
  }
  return helpers;
};

const mayTouch = /\b(process|console|performance|globalThis|Date)\s*[.[?]|\bMath\s*(\.\s*random|[[?])|\bnew Date\b/;

/**
 * What a file touches of the process and of time, by its syntax: "console", "process.env", "Math.random".
 * Comments and texts do not count, nor does the arithmetic of a file that touches nothing else.
 */
export const globalsOf = (source: Source): readonly string[] => {
  // Parsing hundreds of files takes seconds; most use none of these but Math.min and the like, which are anybody's.
  if (!mayTouch.test(source.text)) return [];
  const ts = compiler();
  const found = new Set<string>();
  const owners = new Set(["process", "console", "Math", "Date", "performance", "globalThis"]);
  const visit = (node: TypeScript.Node): void => {
    const isMember = ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
    if (isMember && ts.isIdentifier(node.expression) && owners.has(node.expression.text)) {
      const name = ts.isPropertyAccessExpression(node)
        ? node.name.text
        : ts.isStringLiteralLike(node.argumentExpression)
          ? node.argumentExpression.text
          : "?";
      found.add(node.expression.text === "console" ? "console" : `${node.expression.text}.${name}`);
    }
    if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "Date") {
      if (node.arguments === undefined || node.arguments.length === 0) found.add("new Date()");
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(source.path, source.text, ts.ScriptTarget.ES2023, false));
  return [...found].sort();
};
