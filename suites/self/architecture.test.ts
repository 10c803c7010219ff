import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { specOperations } from "../../src/contract/document.ts";
import {
  compiler,
  filesBelow,
  globalsOf,
  root,
  type Source,
  sourcesOf,
  testHelpers,
  topOfProject,
} from "./testing/sources.ts";

/**
 * Which stage may know which. A stage is a folder directly below src/. This table is the architecture; the drawing in
 * docs/architecture.md only shows it.
 */
const arrows: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  har: ["contract"],
  limiter: ["contract"],
  client: ["contract", "limiter"],
  model: ["contract"],
  checks: ["contract", "model", "limiter"],
  generators: ["contract", "model", "client"],
  run: ["contract", "limiter", "client", "model", "checks", "generators"],
  simulator: ["contract", "limiter"],
  load: ["contract", "client", "limiter", "model", "checks"],
  report: ["contract", "har"],
  session: [
    "contract",
    "har",
    "limiter",
    "client",
    "model",
    "checks",
    "generators",
    "run",
    "simulator",
    "load",
    "report",
  ],
  evaluation: [
    "contract",
    "har",
    "limiter",
    "client",
    "model",
    "checks",
    "generators",
    "run",
    "simulator",
    "load",
    "report",
    "session",
    "suites",
  ],
  cli: [
    "contract",
    "har",
    "limiter",
    "client",
    "model",
    "checks",
    "generators",
    "run",
    "simulator",
    "load",
    "report",
    "session",
    "evaluation",
    "suites",
  ],
};
const stages = Object.keys(arrows);

/** The package's public surface: what `exports` of package.json leads to. It may know every stage. */
const publicSurface = ["arbitraries.ts", "index.ts", "vitest-setup.ts", "vitest.ts"];

/** What may be asked of the API uses the harness, but neither prints nor runs it. */
const suiteArrows = stages.filter((stage) => stage !== "cli");

/** Folders of entries, each with the typed list that names its files. */
const catalogues: Readonly<Record<string, string>> = {
  "src/limiter/families": "src/limiter/families.ts",
  "src/checks/rules": "src/checks/rules.ts",
  "src/generators/commands": "src/generators/commands.ts",
  "src/simulator/faults": "src/simulator/faults.ts",
  "src/simulator/benign": "src/simulator/benign.ts",
  "src/report/formats": "src/report/formats.ts",
  "src/cli/verbs": "src/cli/verbs.ts",
  "suites/contract": "suites/contract/properties.ts",
  "suites/load": "suites/load.ts",
};

/** Catalogues with many small entries: a file is an area and exports one list of them. The others have one entry a file. */
const byArea = ["src/simulator/faults", "src/simulator/benign"];

/** Files in a catalogue that are no entries. File -> why. */
const notEntries: Readonly<Record<string, string>> = {
  "suites/contract/properties.ts": "the list itself: what a reader looks for first",
  "suites/contract/steps.ts": "the words that suites are written in",
};

/** Libraries that only these places may know, so that each could be replaced there. */
const homes: Readonly<Record<string, RegExp>> = {
  commander: /^src\/cli\//,
  dotenv: /^src\/session\//,
  autocannon: /^src\/(load|evaluation\/bench)\//,
  undici: /^src\/(client|evaluation\/bench)\//,
  hono: /^src\/simulator\//,
  "@hono/node-server": /^src\/(simulator|client)\//,
  "openapi-fetch": /^src\/client\//,
  "pure-rand": /^src\/contract\/random\.ts$/,
  vitest: /^(vitest\.config|src\/vitest|src\/vitest-setup)\.ts$/,
};

/** Files that may read the machine's clock or draw real randomness. File -> why. */
const mayUseRealTime: Readonly<Record<string, string>> = {
  "src/contract/clock.ts": "it is where real time comes in; everything else is handed a clock",
};

const sources = sourcesOf("src", "suites");
const forTests = testHelpers(sources);
const stageOf = (path: string): string | undefined => /^src\/([^/]+)\//.exec(path)?.[1];

const mayKnow = (source: Source): readonly string[] | "anything" => {
  const stage = stageOf(source.path);
  if (stage === undefined)
    return /^(src\/[^/]+\.ts$|suites\/(self\/|[^/]+\.test\.ts$))/.test(source.path) ? "anything" : suiteArrows;
  // A unit test may run the real thing beside the code, such as the simulator; only cli is nobody's helper.
  if (forTests.has(source.path) && stage !== "cli") return [...suiteArrows, "suites"];
  return [stage, ...(arrows[stage] ?? [])];
};

const wrongArrows = sources.flatMap((source) => {
  const allowed = mayKnow(source);
  if (allowed === "anything") return [];
  return source.imports.flatMap(({ path }) => {
    if (path === undefined) return [];
    const to = stageOf(path) ?? (path.startsWith("suites/") ? "suites" : "outside");
    const within = to === "suites" && source.path.startsWith("suites/");
    return allowed.includes(to) || within ? [] : [`${source.path} -> ${path}`];
  });
});

describe("the stages", () => {
  test("are the folders of src/, beside the public surface", () => {
    const folders = [...new Set(filesBelow("src").map((path) => path.split("/")[1] ?? ""))];
    expect(folders.filter((name) => !stages.includes(name)).sort()).toEqual(publicSurface);
  });

  test("import along the arrows only, types and dynamic imports included", () => {
    expect(sources.length).toBeGreaterThan(10);
    expect(wrongArrows).toEqual([]);
  });

  test("have arrows without a circle", () => {
    const settled = new Set<string>();
    for (let before = -1; before < settled.size; ) {
      before = settled.size;
      for (const stage of stages) {
        const needs = (arrows[stage] ?? []).filter((other) => other !== "suites");
        if (needs.every((other) => settled.has(other))) settled.add(stage);
      }
    }
    expect([...settled].sort()).toEqual([...stages].sort());
  });

  test("import files that exist, by their whole name", () => {
    const missing = sources.flatMap((source) =>
      source.imports.flatMap(({ path }) =>
        path === undefined || existsSync(join(root, path)) ? [] : [`${source.path} -> ${path}`],
      ),
    );
    expect(missing).toEqual([]);
  });
});

/** Files that no edge of the process is in: neither its environment, nor the file system, nor other processes. */
const inside = sources
  .filter(
    ({ path }) =>
      !forTests.has(path) && !/^(src\/(cli|session|evaluation)\/|src\/[^/]+\.ts$|suites\/(self|examples)\/)/.test(path),
  )
  .map((source) => ({ ...source, globals: globalsOf(source) }));

describe("only the edges of the process", () => {
  test("print, exit and read the environment", () => {
    const loud = inside.flatMap((source) =>
      source.globals
        .filter(
          (name) =>
            name === "console" || /^process\.(env|exit|exitCode|argv|std\w+|on|once|kill|abort|cwd|chdir)$/.test(name),
        )
        .map((name) => `${source.path}: ${name}`),
    );
    const processImports = inside.filter(({ imports }) => imports.some(({ library }) => library === "node:process"));
    expect([...loud, ...processImports.map(({ path }) => `${path}: node:process`)]).toEqual([]);
  });

  test("open files", () => {
    const openers = inside.filter(({ imports }) =>
      imports.some(({ library }) => /^(node:)?fs(\/promises)?$/.test(library ?? "")),
    );
    expect(openers.map(({ path }) => path)).toEqual([]);
  });

  test("and the clock know real time and real randomness", () => {
    const timed = inside.flatMap((source) =>
      source.globals
        .filter((name) => ["Math.random", "Date.now", "performance.now", "new Date()"].includes(name))
        .filter(() => mayUseRealTime[source.path] === undefined)
        .map((name) => `${source.path}: ${name}`),
    );
    expect(timed).toEqual([]);
  });
});

test("what only tests use stands in a folder `testing`", () => {
  const support = [...forTests].filter((path) => !path.endsWith(".test.ts"));
  expect(support.length).toBeGreaterThan(10);
  // Examples are what the documents quote.
  expect(support.filter((path) => !/\/testing\/|^suites\/self\/examples\//.test(path))).toEqual([]);
});

test("a library with a home is known nowhere else", () => {
  const astray = sources.flatMap((source) =>
    source.imports.flatMap(({ library }) => {
      const home = library === undefined ? undefined : homes[library];
      // Tests may talk to a library to check us against it.
      const fine = home === undefined || home.test(source.path) || forTests.has(source.path);
      return fine || source.path.startsWith("suites/self/") ? [] : [`${source.path}: ${library}`];
    }),
  );
  expect(astray).toEqual([]);
});

describe("the API's paths", () => {
  const paths = [...new Set([...specOperations.values()].map(({ path }) => path))];
  /** Where they may be written by hand. File or folder -> why. */
  const byHand: Readonly<Record<string, string>> = {
    "src/contract/schema.gen.ts": "it is the spec",
    "src/contract/document.gen.ts": "it is the spec",
    "src/contract/facts.gen.ts": "sentences for people",
    "src/simulator/": "it is the other side: a second opinion on the spec, not an echo of it",
    "src/load/k6/": "scripts for a tool that knows nothing of this project's types",
    "src/evaluation/score/assertions/": "requests for people who write tests in other tools",
    "src/evaluation/second-server/": "it is the other side, too, and knows nothing of the spec's code",
    "src/evaluation/score/traffic.ts": "raw requests, in which no code of the harness takes part",
    "src/evaluation/bench/": "what the client is measured against does not go through it",
    "suites/contract/": "raw steps ask for what the typed client would not",
    "suites/load/ceiling.ts": "drives its own simulator with a bare load engine, without the client",
  };
  const collection = /\/users(?![\w.])/;
  /** The first argument of an operation is a key of the generated types: the compiler looks after it. */
  const typed = new RegExp(
    `\\.(GET|POST|PUT|PATCH|DELETE)\\(\\s*"(${paths.map((path) => path.replace(/[{}]/g, "\\$&")).join("|")})"`,
    "g",
  );
  const comments = /\/\*\*?[\s\S]*?\*\/|(?<!:)\/\/.*/g;

  test("are written by the spec alone: others name its operations", () => {
    expect(paths).toContain("/users");
    const allowed = Object.keys(byHand);
    const astray = sources
      .filter(({ path }) => !forTests.has(path) && !path.startsWith("suites/self/"))
      .filter(({ path }) => !allowed.some((place) => path.startsWith(place)))
      .filter(({ text }) => collection.test(text.replace(comments, "").replace(typed, "")));
    expect(astray.map(({ path }) => path)).toEqual([]);
  });
});

test("the load engine is known to one file of src/load", () => {
  const knowing = sources
    .filter(({ path, isTest }) => !isTest && path.startsWith("src/load/"))
    .filter(({ imports }) => imports.some(({ library }) => library === "autocannon"));
  expect(knowing.length).toBeLessThanOrEqual(1);
});

describe("the catalogue", () => {
  const present = Object.entries(catalogues).filter(([folder]) => existsSync(join(root, folder)));

  test.each(present)("%s is listed whole by %s", (folder, listPath) => {
    const entries = filesBelow(folder).filter(
      (path) => path.endsWith(".ts") && !path.endsWith(".test.ts") && notEntries[path] === undefined,
    );
    if (entries.length === 0) return expect(entries).toEqual([]);
    const list = sources.find(({ path }) => path === listPath);
    const listed =
      list?.imports.flatMap(({ path }) =>
        path?.startsWith(`${folder}/`) && notEntries[path] === undefined ? [path] : [],
      ) ?? [];
    expect([...new Set(listed)].sort()).toEqual(entries);
  });

  test.each(byArea)("%s has areas of one list each, its ids in order and no id twice", (folder) => {
    const areas = sources.filter(({ path, isTest }) => !isTest && path.startsWith(`${folder}/`));
    const seen = new Map<string, string>();
    for (const { path, text } of areas) {
      expect(text.match(/^export /gm), path).toHaveLength(1);
      const ids = [...text.matchAll(/\bid: "([^"]+)"/g)].flatMap(([, id]) => id ?? []);
      expect(ids.length, path).toBeGreaterThan(0);
      expect(ids, path).toEqual([...ids].sort());
      for (const id of ids) {
        expect(seen.get(id), id).toBeUndefined();
        seen.set(id, path);
      }
    }
  });

  // A suite is named after its clause and holds several properties.
  test.each(present.filter(([folder]) => folder !== "suites/contract" && !byArea.includes(folder)))(
    "%s names each file after its entry's id",
    (folder) => {
      const misnamed = sources.flatMap(({ path, text, isTest }) => {
        if (isTest || !path.startsWith(`${folder}/`)) return [];
        const ids = [...text.matchAll(/^ {2,4}id: "([^"]+)"/gm)].map(([, id]) => id);
        const name = /([^/]+)\.ts$/.exec(path)?.[1];
        // A file with several entries is named after what they are about.
        const isArea = ids.length > 1;
        return ids.length === 0 || isArea || ids.includes(name) ? [] : [`${path}: ${ids.join(", ")}`];
      });
      expect(misnamed).toEqual([]);
    },
  );
});

test("the top of the project holds what a visitor expects, and nothing else", () => {
  const folders = [".ci", ".github", "docs", "openapi", "reports", "src", "suites"];
  const files = [
    ".editorconfig",
    ".env.example",
    ".gitattributes",
    ".gitignore",
    ".nvmrc",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "biome.json",
    // `exec` of the npm scripts, where the shell is not a POSIX one.
    "exec.cmd",
    "knip.json",
    "package-lock.json",
    "package.json",
    "redocly.yaml",
    "tsconfig.build.json",
    "tsconfig.json",
    "vitest.config.ts",
  ];
  const ignored = [".git", ".env", ".env.local", ".gorest", "coverage", "dist", "node_modules"];
  const strange = topOfProject().filter(
    (name) => ![...folders, ...files, ...ignored].includes(name) && !name.endsWith(".log"),
  );
  expect(strange).toEqual([]);
});

/** What people wrote and read. A sample is data; a test's file is a list of its cases. */
const written = sources.filter(({ path, isTest }) => !isTest && !/\.gen\.ts$|\/sample-run\.ts$/.test(path));

/** Most files that are neither tests nor their support. A new one shares its place with others, or its commit says why not. */
const mostFiles = 444;

test("there are no more files than a newcomer can find the way among", () => {
  const files = sources.filter(({ path }) => !path.startsWith("suites/self/") && !forTests.has(path));
  expect(files.length).toBeGreaterThan(300);
  expect(files.length).toBeLessThanOrEqual(mostFiles);
});

/** Longest a file of ours may be, in lines. Think at 120, justify 200. */
const longest = 300;

test("no file is too long to be read at once", () => {
  const long = written.filter(({ lines }) => lines > longest);
  expect(long.map(({ path, lines }) => `${path}: ${lines} lines`)).toEqual([]);
});

/** Written in another style on purpose: mutants of it are those of a server that is not ours. */
const notOurStyle = /^src\/(load\/k6|evaluation\/second-server)\//;

test("functions with a name are arrows, but for generators and assertions", () => {
  const declared = /^(?:export )?(?:async )?function (?!\*)(?!.*\basserts\b)(?!\$)/m;
  const astray = sources.filter(({ path, text }) => declared.test(text) && !notOurStyle.test(path));
  expect(astray.map(({ path }) => path)).toEqual([]);
});

test("no file imports itself by way of others", () => {
  const imports = new Map(sources.map(({ path, imports: all }) => [path, all.flatMap(({ path: to }) => to ?? [])]));
  const settled = new Set<string>();
  for (let before = -1; before < settled.size; ) {
    before = settled.size;
    for (const [path, needs] of imports)
      if (needs.every((other) => settled.has(other) || !imports.has(other))) settled.add(path);
  }
  expect([...imports.keys()].filter((path) => !settled.has(path))).toEqual([]);
});

test("docs/run.schema.json names every field of the types, and the same ones as required", () => {
  const path = "src/contract/run.ts";
  const ts = compiler();
  const schema = JSON.parse(readFileSync(join(root, "docs/run.schema.json"), "utf8"));
  const source = ts.createSourceFile(path, readFileSync(join(root, path), "utf8"), ts.ScriptTarget.ESNext, true);
  const compared: string[] = [];
  for (const node of source.statements) {
    if (!ts.isInterfaceDeclaration(node)) continue;
    const name = node.name.text;
    const described = name === "RunRecord" ? schema : schema.$defs[name];
    const fields = node.members.filter(ts.isPropertySignature).map((member) => ({
      name: member.name.getText(),
      optional: member.questionToken !== undefined || member.type?.getText().includes("undefined") === true,
    }));
    expect(Object.keys(described?.properties ?? {}).sort(), name).toEqual(fields.map((field) => field.name).sort());
    expect([...described.required].sort(), `${name}: required`).toEqual(
      fields.flatMap((field) => (field.optional ? [] : [field.name])).sort(),
    );
    compared.push(name);
  }
  expect(compared).toContain("ScenarioRecord");
});
