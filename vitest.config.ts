import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "fast",
          include: ["src/**/*.test.ts", "suites/**/*.test.ts"],
          exclude: ["**/*.slow.test.ts", "node_modules/**"],
          testTimeout: 30_000,
        },
      },
      { test: { name: "slow", include: ["{src,suites}/**/*.slow.test.ts"], testTimeout: 600_000 } },
    ],
  },
});
