import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createSimulator } from "../../simulator/simulator.ts";
import { createSecond } from "../second-server/create.ts";
import { type CreateServer, contractTrial, type FaultTrial, killsOf, smallLimit } from "./contract-trial.ts";
import { trafficOf } from "./traffic.ts";

/** The servers that mutants are made of, with the folder of their source. */
export const originals = {
  simulator: new URL("../../simulator/", import.meta.url),
  "second server": new URL("../second-server/", import.meta.url),
} as const;
export type Original = keyof typeof originals;

/** One small change to the source of a server, found by what stands around it, so that edits elsewhere do not move it. */
export interface Mutant {
  /** "listing.ts:31 < → <=". */
  readonly id: string;
  readonly of: Original;
  /** In the folder of its original. */
  readonly file: string;
  readonly operator: string;
  readonly original: string;
  readonly replacement: string;
  /** The text just before and after `original`; together with it they occur once in the file. */
  readonly before: string;
  readonly after: string;
  /** Raw traffic shows it only where the rate limit is reached; the suite meets it there too. */
  readonly limited?: true;
  /** Why it is not counted: the facts leave open what it changes. Each was judged by a person, and is held to the comparison. */
  readonly equivalentBecause?: string;
}

/** mutants.json */
export interface MutantList {
  readonly format: "gorest-harness mutants";
  readonly version: 1;
  /** The choice among all mutants follows from it. */
  readonly seed: number;
  /** How many there were to choose from, and what became of those that were tried in turn until there were enough. */
  readonly generated: number;
  readonly tried: {
    readonly different: number;
    readonly same: number;
    readonly broken: number;
    readonly hung: number;
  };
  readonly mutants: readonly Mutant[];
}

/**
 * The file with the change in it.
 * @throws RangeError where the file no longer has the place, or has it twice
 * @internal
 */
export const applyMutant = (source: string, { id, before, original, after, replacement }: Mutant): string => {
  const place = before + original + after;
  const at = source.indexOf(place);
  if (at < 0 || source.indexOf(place, at + 1) >= 0)
    throw new RangeError(`${id}: its original has changed there; freeze a new list with --mutants --freeze`);
  const start = at + before.length;
  return source.slice(0, start) + replacement + source.slice(start + original.length);
};

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

/** As every server does with what is thrown. */
const asServed = ({ fetch, tokens }: ReturnType<CreateServer>): ReturnType<CreateServer> => ({
  tokens,
  fetch: async (request) => {
    try {
      return await fetch(request);
    } catch {
      return Response.json({ message: "Internal server error" }, { status: 500 });
    }
  },
});

/**
 * Copies an original with one change and loads it.
 * @throws what loading it throws
 */
const loadCopy = async (mutant: Mutant): Promise<CreateServer> => {
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
    return (options) => asServed(create(options));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** Whether raw traffic distinguishes a mutant from the original. */
export interface ComparisonTrial {
  readonly kind: "comparison";
  readonly mutant: string;
  /** `same`: the session saw no difference. `broken`: it does not even load. */
  readonly verdict: "different" | "different at the limit" | "same" | "broken";
  readonly line?: string;
}

export interface MutantTrial {
  readonly kind: "mutant";
  readonly mutant: string;
  readonly trials: readonly Omit<FaultTrial, "kind" | "fault">[];
}

const creates: Readonly<Record<Original, CreateServer>> = { simulator: createSimulator, "second server": createSecond };
const expectedOf = new Map<Original, readonly string[]>();

/** Whether what the facts say of a fixed session's answers still holds, without any rule. */
export const compareMutant = async (mutant: Mutant): Promise<ComparisonTrial> => {
  const expected = expectedOf.get(mutant.of) ?? (await trafficOf(creates[mutant.of]));
  expectedOf.set(mutant.of, expected);
  const id = { kind: "comparison", mutant: mutant.id } as const;
  let create: CreateServer;
  try {
    create = await loadCopy(mutant);
    create({ clock: { nowUs: () => 0, wallMs: () => 0, sleep: async () => {}, after: () => () => {} } });
  } catch {
    return { ...id, verdict: "broken" };
  }
  const lines = await trafficOf(create, expected);
  const differs = lines.findIndex((line, at) => line !== expected[at]);
  if (differs < 0) return { ...id, verdict: "same" };
  return {
    ...id,
    verdict: expected[differs]?.startsWith("limited") ? "different at the limit" : "different",
    line: (lines[differs] ?? "").slice(0, 400),
  };
};

/** The contract suite against a mutant, under each seed. */
export const scoreMutant = async (
  mutant: Mutant,
  seeds: readonly number[],
  budgets: readonly number[],
): Promise<MutantTrial> => {
  const create = await loadCopy(mutant);
  const server = mutant.limited === true ? { limit: smallLimit } : {};
  const trials: Omit<FaultTrial, "kind" | "fault">[] = [];
  for (const seed of seeds) {
    const kills = await killsOf(budgets, undefined, (budget) =>
      contractTrial({ server, create, seed, budget, stopAtFirst: true }),
    );
    trials.push({ seed, ...kills });
  }
  return { kind: "mutant", mutant: mutant.id, trials };
};
