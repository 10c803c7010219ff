import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { CreateServer } from "./contract-trial.ts";
import { applyMutant, type Mutant, type Original, originals } from "./mutant.ts";

const cache = fileURLToPath(new URL("../../../node_modules/.cache/gorest-harness/mutants/", import.meta.url));

/** Where each original is made, and under which name. */
const makers = {
  simulator: ["simulator.ts", "createSimulator"],
  "second server": ["create.ts", "createSecond"],
} as const satisfies Record<Original, readonly [file: string, name: string]>;

// The lists of faults and benign variants are thousands of lines that a copy has no use for.
const isCopied = (name: string) =>
  name.endsWith(".ts") && !name.endsWith(".test.ts") && name !== "faults.ts" && name !== "benign.ts";

const stages = new Map<Original, Promise<ReadonlyMap<string, string>>>();

/** The files of an original, in which other stages are the real ones, loaded once. */
const readStage = async (of: Original): Promise<ReadonlyMap<string, string>> => {
  const source = originals[of];
  const names = (await readdir(source)).filter(isCopied);
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, source), "utf8")));
  const real = (text: string) =>
    text.replaceAll(/from "(\.\.\/[^"]+)"/g, (_, path: string) => `from "${new URL(path, source)}"`);
  return new Map(names.map((name, at) => [name, real(texts[at] ?? "")]));
};

/**
 * Copies an original with one change and loads it.
 * @throws what loading it throws
 */
export const loadCopy = async (mutant: Mutant): Promise<CreateServer> => {
  const stage = stages.get(mutant.of) ?? readStage(mutant.of);
  stages.set(mutant.of, stage);
  const folder = join(cache, `${process.pid}-${randomBytes(6).toString("hex")}`);
  await mkdir(folder, { recursive: true });
  try {
    await writeFile(join(folder, "package.json"), '{"type":"module"}\n');
    for (const [name, text] of await stage)
      await writeFile(join(folder, name), mutant.file === name ? applyMutant(text, mutant) : text);
    const [file, name] = makers[mutant.of];
    const { [name]: create } = await import(pathToFileURL(join(folder, file)).href);
    return create;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
