import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The package by its own name, as its users import it: here from source, elsewhere by `exports` from dist. */
const alias = ["arbitraries", "vitest", "index"].map((name) => ({
  find: new RegExp(`^gorest-harness${name === "index" ? "" : `/${name}`}$`),
  replacement: fileURLToPath(new URL(`./src/${name}.ts`, import.meta.url)),
}));

// Vite reads an address in every path, which # ends: its own words then are of modules that are not found.
const here = fileURLToPath(new URL(".", import.meta.url));
if (here.includes("#"))
  throw new Error(`${here}: vitest cannot run in a path with # in it; move the project (the verbs run there)`);

/**
 * Where no earlier run left its times, vitest begins with the largest files. The fast files that make whole runs are small and
 * take longest: one that begins last leaves a worker idle.
 */
class WholeRunsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const later = ({ moduleId }: TestSpecification) => Number(!/\/suites\/.*(?<!\.slow)\.test\.ts$/.test(moduleId));
    return (await super.sort(files)).toSorted((a, b) => later(a) - later(b));
  }
}

export default defineConfig({
  resolve: { alias },
  plugins: [
    {
      name: "no-copy-is-kept",
      // Mutants are copies in a folder of a new name each time: what was made of them is found by nothing again.
      configureVitest: ({ experimental_defineCacheKeyGenerator }) =>
        experimental_defineCacheKeyGenerator(({ id }) => (id.includes("/node_modules/") ? false : undefined)),
    },
  ],
  test: {
    // What was made of a module is kept, by its content, below node_modules: the second run needs a tenth less processor time.
    experimental: { fsModuleCache: true },
    // Vitest leaves one core to itself; of two that would be half the machine.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Tests change no module's state, and two hundred files would load the same modules two hundred times.
    isolate: false,
    sequence: { sequencer: WholeRunsFirst },
    projects: [
      {
        extends: true,
        test: {
          name: "fast",
          include: ["src/**/*.test.ts", "suites/**/*.test.ts"],
          exclude: ["**/*.slow.test.ts", "node_modules/**"],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // With a token of the live service, suites/examples share one budget there.
          globalSetup: ["src/vitest-setup.ts"],
        },
      },
      {
        extends: true,
        test: { name: "slow", include: ["{src,suites}/**/*.slow.test.ts"], testTimeout: 600_000, hookTimeout: 600_000 },
      },
    ],
  },
});
