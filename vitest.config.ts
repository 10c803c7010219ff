import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Vitest leaves one core to itself; of two that would be half the machine.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: "fast",
          include: ["src/**/*.test.ts", "suites/**/*.test.ts"],
          exclude: ["**/*.slow.test.ts", "node_modules/**"],
          testTimeout: 30_000,
          // Tests change no module's state, and a hundred files would load the same modules a hundred times.
          isolate: false,
        },
      },
      { test: { name: "slow", include: ["{src,suites}/**/*.slow.test.ts"], testTimeout: 600_000 } },
    ],
  },
});
