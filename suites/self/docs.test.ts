import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { buildProgram } from "../../src/cli/program.ts";
import { commands } from "../../src/cli/verbs.ts";
import { variables } from "../../src/session/settings.ts";
import { run } from "./testing/command-line.ts";
import { filesBelow, root } from "./testing/sources.ts";

const textOf = (path: string): string => readFileSync(join(root, path), "utf8");
const readme = textOf("README.md");
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "reports/README.md",
  ...filesBelow("docs").filter((path) => path.endsWith(".md")),
];
const scripts = Object.keys(JSON.parse(textOf("package.json")).scripts);

/** A file of the project as it reads where a page tells to put it: its imports lead to the same files from there. */
const movedTo = (place: string, path: string): string =>
  textOf(path).replaceAll(/from "(\.[^"]+)"/g, (_, imported: string) => {
    const way = relative(dirname(place), join(dirname(path), imported));
    return `from "${way.startsWith(".") ? way : `./${way}`}"`;
  });

describe("the README", () => {
  test("is shorter than 150 lines", () => {
    expect(readme.split("\n").length).toBeLessThan(150);
  });

  test("begins with the two commands a newcomer needs", () => {
    const first = readme.indexOf("npm ci && npm run nightly");
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(readme.indexOf("npm ci && npm test"));
    expect(readme.slice(0, first).split("\n").length).toBeLessThan(12);
  });

  test("has a row for every verb and every variable", () => {
    const verbs = scripts.filter((name) => textOf("package.json").includes(`src/cli/start.mjs ${name}"`));
    expect(verbs.length).toBeGreaterThan(9);
    for (const verb of verbs) expect(readme).toContain(`| \`${verb}`);
    for (const name of variables.filter((name) => name.startsWith("GOREST_"))) expect(readme).toContain(`\`${name}\``);
  });

  test("has no place left to fill", () => {
    expect(readme).not.toMatch(/TODO|FIXME|TO BE FILLED|<!-- *fill/i);
  });
});

describe.each(pages)("%s", (page) => {
  const text = textOf(page);

  test("names only npm scripts that exist", () => {
    const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name);
    expect(named.filter((name) => name !== undefined && name !== "VERB" && !scripts.includes(name))).toEqual([]);
  });

  test("quotes code that is in the project, and is run there", () => {
    const quoted = [...text.matchAll(/<!-- from (\S+)(?: as (\S+))? -->\n```ts\n([\s\S]*?)```/g)];
    for (const [, path = "", place = path, code = ""] of quoted) expect(movedTo(place, path)).toBe(code);
    expect(quoted).toHaveLength(text.match(/^```ts$/gm)?.length ?? 0);
  });

  test("shows commands whose flags exist", async () => {
    const strange: string[] = [];
    for (const [, verb = "", rest = ""] of text.matchAll(/npm run ([a-z]+) -- ([^`\n|]*)/g)) {
      if (!Object.hasOwn(commands, verb)) continue;
      const command = (await buildProgram([verb])).commands.find((known) => known.name() === verb);
      // What stands in quotes is another command's.
      const own = rest.replace(/\s#.*/, "").replace(/'[^']*'/g, "");
      const flags = [...own.matchAll(/(?<=^|\s)--[\w-]+/g)].map(([flag]) => flag);
      const known = ["--help", ...(command?.options ?? []).map(({ long }) => long)];
      strange.push(...flags.filter((flag) => !known.includes(flag)).map((flag) => `${verb} ${flag}`));
    }
    expect(strange).toEqual([]);
  });

  test("links to files that exist", () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link ?? "");
    const broken = links
      .filter((link) => !/^(https?:|mailto:|#)/.test(link))
      .filter((link) => !existsSync(join(root, dirname(page), link.replace(/#.*/, ""))));
    expect(broken).toEqual([]);
  });

  test("speaks of files of the project that exist", () => {
    const named = [...text.matchAll(/`((?:src|suites|docs|openapi|\.github|\.ci)\/[\w./-]+\.\w+)`/g)].map(
      ([, path]) => path,
    );
    expect(named.filter((path) => path !== undefined && !existsSync(join(root, path)))).toEqual([]);
  });
});

test(".env.example documents every variable that is read, in its order, and no other", () => {
  const documented = [...textOf(".env.example").matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]);
  expect(documented).toEqual(variables.map((name) => [name, ""]));
});

test("no other variable of the environment is read anywhere", () => {
  // Set by npm for the scripts it runs, and by score for the suite it runs, not by a person.
  const known: readonly string[] = [...variables, "npm_lifecycle_event", "GOREST_RESULTS"];
  const read = filesBelow("src")
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .flatMap((path) =>
      [...textOf(path).matchAll(/\b(?:GOREST_[A-Z_]+|process\.env\.(\w+))/g)].map(([all, name]) => name ?? all),
    );
  expect([...new Set(read)].filter((name) => !known.includes(name))).toEqual([]);
});

test("decisions are numbered without a hole", () => {
  const numbers = filesBelow("docs/decisions").map((path) => path.slice("docs/decisions/".length).slice(0, 4));
  expect(numbers).toEqual(numbers.map((_, i) => String(i + 1).padStart(4, "0")));
});

test("the sample recording is judged as its page says", async () => {
  const page = textOf("docs/samples/README.md");
  const [, told = ""] = /^(verify: .*)$/m.exec(page) ?? [];
  expect(told).toContain("40 exchanges");
  const { code, out } = await run(["verify", "docs/samples/morning.har"]);
  const escaped = told.split("…").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  expect(out.trimEnd()).toMatch(new RegExp(`^${escaped.join(".+")}$`, "m"));
  expect(code).toBe(0);
});

test("the sample recording holds no token, and no address but this machine's", () => {
  const {
    log,
  }: {
    log: { entries: readonly { request: { url: string; headers: readonly { name: string; value: string }[] } }[] };
  } = JSON.parse(textOf("docs/samples/morning.har"));
  expect(log.entries).toHaveLength(40);
  expect([...new Set(log.entries.map(({ request }) => new URL(request.url).hostname))]).toEqual(["127.0.0.1"]);
  const tokens = log.entries.flatMap(({ request }) => request.headers.filter(({ name }) => name === "authorization"));
  for (const { value } of tokens) expect(value).toMatch(/^Bearer \$/);
});

test("commands of the docs read only what is in the project", () => {
  const outside = pages.flatMap((page) => textOf(page).match(/npm run [a-z]+ -- [^`\n]*\.\.\//g) ?? []);
  expect(outside).toEqual([]);
});

describe("the product", () => {
  // Spelled apart, so that this file does not find itself.
  const forbidden = ["/wo" + "rk/", "/tm" + "p/", "registry." + "npmjs", "/sha" + "red/design", "noded" + "ir"];
  const all = [
    ...pages,
    ...[".env.example", "package.json", "package-lock.json", "biome.json"],
    ...["src", "suites", "openapi", ".github", ".ci"].flatMap(filesBelow),
  ];

  test("names no machine's own paths and no registry", () => {
    const found = all.flatMap((path) => {
      const text = textOf(path);
      return forbidden.filter((word) => text.includes(word)).map((word) => `${path}: ${word}`);
    });
    expect(found).toEqual([]);
  });
});
