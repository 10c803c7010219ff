import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";
import { parse } from "yaml";

const root = new URL("../../../", import.meta.url);
const specUrl = new URL("openapi/gorest.yaml", root);
const banner = "// Generated from openapi/gorest.yaml by `npm run generate`. Do not edit.\n";

/** The generated files by path, as the spec stands now. */
export const generated = async (): Promise<ReadonlyMap<string, string>> => {
  const yaml = await readFile(specUrl, "utf8");
  const types = astToString(await openapiTS(specUrl, { silent: true }));
  const data = JSON.stringify(parse(yaml), null, 2);
  return new Map([
    ["src/contract/schema.gen.ts", banner + types],
    ["src/contract/document.gen.ts", `${banner}export const document = ${data} as const;\n`],
  ]);
};

/**
 * Writes the generated files, or with `check` only compares.
 * @returns the paths that were, or are, stale
 */
export const generate = async (check: boolean): Promise<readonly string[]> => {
  const stale: string[] = [];
  for (const [path, text] of await generated()) {
    const url = new URL(path, root);
    const before = await readFile(url, "utf8").catch(() => undefined);
    if (before === text) continue;
    stale.push(path);
    if (!check) await writeFile(url, text);
  }
  return stale;
};
