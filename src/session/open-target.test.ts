import { expect, test } from "vitest";
import { realClock } from "../contract/clock.ts";
import { listen } from "../simulator/listen.ts";
import { createSimulator } from "../simulator/simulator.ts";
import { type OpenOptions, openTarget } from "./open-target.ts";
import { readSettings, type Settings } from "./settings.ts";

const statuses = async (settings: Settings, options?: OpenOptions) => {
  const opened = await openTarget(settings, options);
  const { transport } = opened;
  const found = [];
  for (const as of ["A", "anonymous", "invalid"] as const) {
    const { outcome } = await transport.send({ method: "GET", path: "/users", as });
    found.push(outcome.kind === "answer" ? outcome.status : outcome.message);
  }
  await opened.close();
  return { opened, found };
};

test("without a token the simulator answers in process, where waiting takes no time", async () => {
  const { opened, found } = await statuses(readSettings({}), { simulator: { limit: 2, windowS: 600 } });
  expect(found).toEqual([200, 200, 401]);
  expect(opened.info).toEqual({
    kind: "simulator",
    baseUrl: "http://127.0.0.1:4010/public/v2",
    tokens: ["A", "B"],
    via: "in process, virtual clock",
  });
});

test("the simulator answers on a port of its own", async () => {
  const { opened, found } = await statuses(readSettings({}), { onPort: true });
  expect(found).toEqual([200, 200, 401]);
  expect(opened.info.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/public\/v2$/);
});

test("what is skipped on the simulator's port has passed for its budgets, its Date and the times recorded", async () => {
  const { transport, clock, close } = await openTarget(readSettings({}), {
    onPort: true,
    simulator: { family: "token-bucket" },
  });
  const seen = [];
  for (const skipMs of [0, 0, 3_600_000]) {
    clock.skip?.(skipMs);
    const { outcome, startUs, endUs } = await transport.send({ method: "GET", path: "/users", as: "A", pace: "now" });
    if (outcome.kind !== "answer") throw new Error(outcome.message);
    const headers = new Map(outcome.headers);
    seen.push({
      startUs,
      endUs,
      dateMs: Date.parse(headers.get("date") ?? ""),
      left: headers.get("x-ratelimit-remaining"),
    });
  }
  await close();
  const [first, second, third] = seen;
  if (first === undefined || second === undefined || third === undefined) throw new Error("three were sent");
  expect([first.left, second.left, third.left]).toEqual(["89", "88", "89"]);
  expect(third.startUs - second.endUs).toBeGreaterThanOrEqual(3_600_000_000);
  expect(third.endUs).toBeGreaterThan(third.startUs);
  expect(third.dateMs - second.dateMs).toBeGreaterThanOrEqual(3_599_000);
});

test("with a token and a base URL that service is asked, and what may be shown holds no token", async () => {
  const simulator = createSimulator({ clock: realClock });
  const listening = await listen(simulator, 0);
  const env = { GOREST_TOKEN: simulator.tokens.A, GOREST_BASE_URL: listening.url };
  const { opened, found } = await statuses(readSettings(env));
  await listening.close();
  expect(found).toEqual([200, 200, 401]);
  expect(opened.info).toMatchObject({ kind: "live", tokens: ["A"] });
  expect(opened.target.assumedPerMinute).toBeUndefined();
  expect(JSON.stringify(opened.info)).not.toContain(simulator.tokens.A);
});

test("the live service is paced from the start, as by its documented limit", async () => {
  const opened = await openTarget(readSettings({ GOREST_TOKEN: "x" }));
  await opened.close();
  expect(opened.target).toMatchObject({ assumedPerMinute: 90, baseUrl: "https://gorest.co.in/public/v2" });
});
