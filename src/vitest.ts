/**
 * Go REST tests of your own: vitest's `test` with a typed client, whose every exchange is judged by every rule.
 *
 * The target is the one of `npm run contract`: the embedded simulator, or the live service where GOREST_TOKEN is set.
 */
import { test as base, inject } from "vitest";
import type { GorestClient } from "./client/typed-client.ts";
import type { NewUser } from "./contract/document.ts";
import { environment } from "./session/environment.ts";
import { readSettings, type Settings } from "./session/settings.ts";
import { type OwnTest, openTestSession, type TestSession } from "./session/test-session.ts";

export { expect } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** URL of the recording proxy that gorest-harness/vitest/setup has started; empty: the simulator is the target. */
    gorestProxyUrl: string;
  }
}

type Users = GorestClient["users"];

interface PerTest {
  readonly ownTest: OwnTest;
  /** The typed client of the first account. */
  readonly users: Users;
  /** That of another account; a test that uses it is skipped where there is no second token. */
  readonly otherUsers: Users;
  /** Without a token. */
  readonly anonymous: Users;
  /** A valid body with an unused reserved e-mail; what is created with it is deleted after the test. */
  readonly newUser: (fields?: Partial<NewUser>) => NewUser;
}

const proxyFor = (settings: Settings): string | undefined => {
  if (settings.kind === "simulator") return undefined;
  const url = inject("gorestProxyUrl") ?? "";
  if (url !== "") return url;
  throw new Error(
    'the live service needs one budget for all workers: add globalSetup: ["gorest-harness/vitest/setup"] to vitest.config.ts',
  );
};

const open = (): Promise<TestSession> => {
  const settings = readSettings(environment());
  return openTestSession({ settings, proxyUrl: proxyFor(settings) });
};

/** Vitest's `test` with fixtures; a broken rule of level must fails the test that showed it, with the finding's text. */
export const test = base.extend<{ $worker: { readonly gorest: TestSession }; $test: PerTest }>({
  gorest: [
    // Vitest reads which fixtures a fixture needs off this pattern; this one needs none.
    // biome-ignore lint/correctness/noEmptyPattern: see above
    async ({}, use) => {
      const session = await open();
      await use(session);
      await session.close();
    },
    { scope: "worker" },
  ],
  ownTest: [
    async ({ gorest, task, annotate }, use) => {
      const own = gorest.begin(`test: ${task.name}`);
      await use(own);
      const { broken, drifted, left } = await own.end();
      for (const text of drifted) await annotate(text, "warning");
      if (left.length > 0)
        throw new Error(`users ${left.join(", ")} could not be deleted; gorest-harness sweep removes them`);
      if (broken.length > 0) throw new Error(`the contract is broken:\n${broken.join("\n\n")}`);
    },
    { auto: true },
  ],
  users: async ({ ownTest }, use) => use(ownTest.client("A").users),
  otherUsers: async ({ ownTest, gorest, skip }, use) => {
    skip(!gorest.hasSecondToken, "GOREST_SECOND_TOKEN is not set, and this test needs a second account");
    await use(ownTest.client("B").users);
  },
  anonymous: async ({ ownTest }, use) => use(ownTest.client("anonymous").users),
  newUser: async ({ ownTest }, use) => use(ownTest.newUser),
});
