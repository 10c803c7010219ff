import { readFile, writeFile } from "node:fs/promises";
import { isObject } from "../../contract/is-object.ts";
import { exitCode, UsageError } from "../../session/fail.ts";
import { factsModule, parseFacts } from "../facts-page.ts";
import { terminal } from "../terminal.ts";

const root = new URL("../../../", import.meta.url);
const specUrl = new URL("openapi/gorest.yaml", root);
const factsUrl = new URL("docs/facts.md", root);
const bannerOf = (source: string) => `// Generated from ${source} by \`npm run generate\`. Do not edit.\n`;

/** Does it; what goes wrong is a mistake in the spec, told in one line. @internal */
export const ofSpec = async <T>(work: () => T | Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    const [why] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new UsageError(`openapi/gorest.yaml: ${why}`, { cause: error });
  }
};

/**
 * Nothing is written of a spec that the harness could not load afterwards, as where an operation has another name.
 * @internal
 */
export const mustBeKnown = async (spec: unknown): Promise<void> => {
  // After a bad spec was written, what compiles it can't be loaded: then it is to be written anew.
  const known = await import("../../contract/document.ts").then(
    ({ isOperationId }) => isOperationId,
    () => undefined,
  );
  const paths = isObject(spec) && isObject(spec.paths) ? spec.paths : {};
  for (const [path, item] of Object.entries(paths))
    for (const [method, operation] of Object.entries(isObject(item) ? item : {}))
      if (isObject(operation) && "responses" in operation && known?.(operation.operationId) === false)
        throw new UsageError(
          `openapi/gorest.yaml: ${method} ${path} has an operationId that nothing here knows; give it its name back, or name it in src/contract/document.ts`,
        );
};

/** The generated files by path, as spec and facts stand now. */
export const generatedFiles = async (): Promise<ReadonlyMap<string, string>> => {
  // Loaded here: both are development tools, heavy to load, and needed by no other command.
  const [{ default: openapiTS, astToString }, { parse }] = await Promise.all([
    import("openapi-typescript"),
    import("yaml"),
  ]);
  const banner = bannerOf("openapi/gorest.yaml");
  const yaml = await readFile(specUrl, "utf8");
  const spec: unknown = await ofSpec(() => parse(yaml));
  await mustBeKnown(spec);
  const types = astToString(await ofSpec(() => openapiTS(specUrl, { silent: true })));
  const data = JSON.stringify(spec, null, 2);
  return new Map([
    ["src/contract/schema.gen.ts", banner + types],
    ["src/contract/document.gen.ts", `${banner}export const document = ${data} as const;\n`],
    [
      "src/contract/facts.gen.ts",
      bannerOf("docs/facts.md") + factsModule(parseFacts(await readFile(factsUrl, "utf8"))),
    ],
  ]);
};

/** What is made by running the suite, and the page of the contract: the rules need the compiled spec, so this comes after it. */
const contractFiles = async (): Promise<ReadonlyMap<string, string>> => {
  const [{ rules }, { faults }, { contractPage }, { exercisedBy }, { propertiesOfAll }] = await Promise.all([
    import("../../checks/rules.ts"),
    import("../../simulator/faults.ts"),
    import("../contract-page.ts"),
    import("../../evaluation/exercised-by.ts"),
    import("../../../suites/contract/properties.ts"),
  ]);
  const { byRule, byOperation } = await exercisedBy();
  const table = (name: string, map: ReadonlyMap<string, readonly string[]>) => {
    const rows = [...map].map(([key, ids]) => `  ${JSON.stringify(key)}: ${JSON.stringify(ids)},\n`);
    return `export const ${name}: Readonly<Record<string, readonly string[]>> = {\n${rows.join("")}};\n`;
  };
  const exercise = { byRule, properties: propertiesOfAll.map(({ id }) => id) };
  return new Map([
    [
      "src/evaluation/exercised-by.gen.ts",
      `${bannerOf("the properties, each run alone")}${table("byRule", byRule)}${table("byOperation", byOperation)}`,
    ],
    ["docs/contract.md", contractPage(rules, faults, parseFacts(await readFile(factsUrl, "utf8")), exercise)],
  ]);
};

/**
 * Writes the generated files, or with `check` only compares.
 * @returns the paths that were, or are, stale
 */
export const writeGenerated = async (check: boolean): Promise<readonly string[]> => {
  const stale: string[] = [];
  const settle = async (path: string, text: string) => {
    const url = new URL(path, root);
    const before = await readFile(url, "utf8").catch(() => undefined);
    if (before === text) return;
    stale.push(path);
    if (!check) await writeFile(url, text);
  };
  for (const [path, text] of await generatedFiles()) await settle(path, text);
  for (const [path, text] of await contractFiles()) await settle(path, text);
  return stale;
};

/** The verb, once its flags are read. */
export const run = async ({ check = false }: { readonly check?: boolean }): Promise<void> => {
  const stale = await writeGenerated(check);
  const { line, style } = terminal();
  if (stale.length === 0) line("generated files are fresh");
  else if (!check) line(`wrote ${stale.join(", ")}`);
  else {
    line(`${style.bad("stale")}: ${stale.join(", ")}; run npm run generate and commit what it writes`);
    process.exitCode = exitCode.violated;
  }
};
