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
  ...["create", "read", "update", "remove", "list", "walk", "exhaust", "below"].map(
    (command) => `src/generators/commands/${command}.ts`,
  ),
  "src/load/work.ts",
  "src/load/prepare.ts",
  "src/load/records.ts",
  "src/run/clean-up.ts",
  "src/run/preflight.ts",
  "src/client/typed-client.ts",
  "src/client/child-clients.ts",
];

let last: ts.Program | undefined;

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
  return speakers.filter((path) => {
    const file = program.getSourceFile(inProject(path));
    return file === undefined || program.getSemanticDiagnostics(file).length > 0;
  });
};

const commands = (...names: readonly string[]) => names.map((name) => `src/generators/commands/${name}.ts`);

test("all that speaks to the API compiles against the spec as it is", async () => {
  expect(await brokenWithout()).toEqual([]);
});

test.each([
  ["listUsers", "/users", "get", commands("list", "walk", "exhaust")],
  ["createUser", "/users", "post", [...commands("create", "exhaust"), "src/load/work.ts", "src/load/prepare.ts"]],
  ["getUser", "/users/{id}", "get", [...commands("read", "exhaust"), "src/load/work.ts", "src/run/preflight.ts"]],
  ["putUser", "/users/{id}", "put", [...commands("update", "exhaust"), "src/load/work.ts"]],
  ["patchUser", "/users/{id}", "patch", [...commands("update", "exhaust"), "src/load/work.ts"]],
  ["deleteUser", "/users/{id}", "delete", [...commands("remove"), "src/load/records.ts", "src/run/clean-up.ts"]],
  ["createUserPost", "/users/{id}/posts", "post", commands("below")],
  ["createPostComment", "/posts/{id}/comments", "post", commands("below")],
  ["listTodos", "/todos", "get", commands("below")],
] as const)("without %s nothing compiles that uses it", async (_, path, method, users) => {
  const broken = await brokenWithout([path, method]);
  const client = path.startsWith("/users/{id}/") || !path.startsWith("/users") ? "child-clients" : "typed-client";
  expect(broken).toEqual(expect.arrayContaining([...users, `src/client/${client}.ts`]));
  expect(broken.length).toBeLessThan(speakers.length);
});
