import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { CreateSimulator } from "./contract-trial.ts";
import { applyMutant, type Mutant } from "./mutant.ts";

const source = new URL("../../simulator/", import.meta.url);
const cache = fileURLToPath(new URL("../../../node_modules/.cache/gorest-harness/mutants/", import.meta.url));

/** A simulator with a mutant in it, loaded beside the real one. */
export interface MutantCopy {
  readonly createSimulator: CreateSimulator;
  /** What a fixed session sees of it, and which of its lines come from the session that meets the rate limit. */
  readonly transcript: (options: object, expected?: readonly string[]) => Promise<readonly string[]>;
}

let names: readonly string[] | undefined;
const texts = new Map<string, string>();

const isSource = (name: string) => name.endsWith(".ts") && !name.endsWith(".test.ts");

const stage = async (): Promise<readonly string[]> => {
  names ??= [
    ...(await readdir(source)).filter(isSource),
    ...(await readdir(new URL("testing/", source))).filter(isSource).map((name) => `testing/${name}`),
  ];
  for (const name of names) {
    if (texts.has(name)) continue;
    const text = await readFile(new URL(name, source), "utf8");
    const out = name.includes("/") ? "../../" : "../";
    // Other stages are the real ones, loaded once.
    texts.set(
      name,
      text.replaceAll(/from "((?:\.\.\/)+[^"]+)"/g, (all, path: string) =>
        path.startsWith(out) ? `from "${new URL(path, new URL(name, source))}"` : all,
      ),
    );
  }
  return names;
};

/**
 * Copies the simulator's stage with one change and loads it.
 * @param mutant undefined: a faithful copy
 * @throws what loading it throws
 */
export const loadCopy = async (mutant: Mutant | undefined): Promise<MutantCopy> => {
  const folder = join(cache, `${process.pid}-${randomBytes(6).toString("hex")}`);
  await mkdir(join(folder, "testing"), { recursive: true });
  try {
    await writeFile(join(folder, "package.json"), '{"type":"module"}\n');
    for (const name of await stage()) {
      // The lists of faults and benign variants are thousands of lines that a copy has no use for.
      if (name === "faults.ts" || name === "benign.ts") continue;
      const text = texts.get(name) ?? "";
      const changed = mutant?.file === name ? applyMutant(text, mutant) : text;
      await writeFile(join(folder, name), changed);
    }
    const at = (name: string) => pathToFileURL(join(folder, name)).href;
    const { createSimulator } = await import(at("simulator.ts"));
    const { transcript } = await import(at("testing/transcript.ts"));
    return { createSimulator, transcript };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
