import { readFileSync } from "node:fs";
import { join } from "node:path";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { root } from "./testing/sources.ts";

const inProject = (path: string) => join(root, path);
const schemaPath = inProject("src/contract/schema.gen.ts");
const { config } = ts.readConfigFile(inProject("tsconfig.json"), ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);

/** What speaks to the API: the property commands, load, cleaning up, the client that is handed out. */
const speakers = [
  "src/generators/commands.ts",
  "src/generators/commands/exhaust.ts",
  "src/generators/commands/below.ts",
  "src/load/work.ts",
  "src/load/records.ts",
  "src/run/clean-up.ts",
  "src/run/preflight.ts",
  "src/client/typed-client.ts",
  "src/client/child-clients.ts",
];

let last: ts.Program | undefined;

/** Where something does not compile: the file, and of the commands in one file each by its name. */
const brokenIn = (program: ts.Program, path: string): readonly string[] => {
  const file = program.getSourceFile(inProject(path));
  if (file === undefined) return [path];
  const places = program.getSemanticDiagnostics(file).map(({ start = 0 }) => {
    const statement = file.statements.find(({ pos, end }) => pos <= start && start < end);
    const name = /^(?:export )?const (\w+): Command</.exec(statement?.getText(file) ?? "")?.[1];
    return path === "src/generators/commands.ts" && name !== undefined ? `${name} of ${path}` : path;
  });
  return [...new Set(places)];
};

/** Those of them that do not compile against the types of the spec without these operations. */
const brokenWithout = async (...removed: readonly (readonly [path: string, method: string])[]) => {
  const spec = parse(readFileSync(inProject("openapi/gorest.yaml"), "utf8"));
  for (const [path, method] of removed) {
    expect(spec.paths[path]?.[method]).toBeDefined();
    delete spec.paths[path][method];
  }
  const schema = astToString(await openapiTS(spec, { silent: true }));
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (fileName, language, ...rest) =>
    fileName === schemaPath
      ? ts.createSourceFile(fileName, schema, language)
      : (last?.getSourceFile(fileName) ?? getSourceFile(fileName, language, ...rest));
  const program = ts.createProgram({ rootNames: speakers.map(inProject), options, host });
  last = program;
  return speakers.flatMap((path) => brokenIn(program, path));
};

const commands = (...names: readonly string[]) => names.map((name) => `${name} of src/generators/commands.ts`);
const exhaust = "src/generators/commands/exhaust.ts";
const below = "src/generators/commands/below.ts";

test("all that speaks to the API compiles against the spec as it is", async () => {
  expect(await brokenWithout()).toEqual([]);
});

test.each([
  ["listUsers", "/users", "get", [...commands("list", "walk"), exhaust]],
  ["createUser", "/users", "post", [...commands("create"), exhaust, "src/load/work.ts", "src/load/records.ts"]],
  ["getUser", "/users/{id}", "get", [...commands("read"), exhaust, "src/load/work.ts", "src/run/preflight.ts"]],
  ["putUser", "/users/{id}", "put", [...commands("update"), exhaust, "src/load/work.ts"]],
  ["patchUser", "/users/{id}", "patch", [...commands("update"), exhaust, "src/load/work.ts"]],
  ["deleteUser", "/users/{id}", "delete", [...commands("remove"), "src/load/records.ts", "src/run/clean-up.ts"]],
  ["createUserPost", "/users/{id}/posts", "post", [below]],
  ["listTodos", "/todos", "get", [below]],
] as const)("without %s nothing compiles that uses it", async (_, path, method, users) => {
  const broken = await brokenWithout([path, method]);
  const client = path.startsWith("/users/{id}/") || !path.startsWith("/users") ? "child-clients" : "typed-client";
  expect(broken).toEqual(expect.arrayContaining([...users, `src/client/${client}.ts`]));
  const files = new Set(broken.map((place) => place.replace(/^\w+ of /, "")));
  expect(files.size).toBeLessThan(speakers.length);
});
