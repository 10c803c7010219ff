import { describe, expect, it } from "vitest";
import { realClock } from "../src/contract/clock.ts";
import { defined } from "../src/contract/defined.ts";
import { createMarker, nonceOf } from "../src/generators/marker.ts";
import type { FamilyId } from "../src/limiter/families.ts";
import type { Scenario } from "../src/load/scenario.ts";
import { performLoad } from "../src/session/load-run.ts";
import { readSettings } from "../src/session/settings.ts";
import type { Fault } from "../src/simulator/fault.ts";
import { findFault } from "../src/simulator/faults.ts";
import { listen } from "../src/simulator/listen.ts";
import { createSimulator } from "../src/simulator/simulator.ts";
import { identify } from "./load/identify.ts";
import { journey } from "./load/journey.ts";
import { shared } from "./load/shared.ts";

const windowS = 6;

/** Runs one scenario against a simulator that is taken for a live service. */
const live = async (scenario: Scenario, family: FamilyId, allowOverLimit: boolean, fault?: Fault) => {
  const simulator = createSimulator({ clock: realClock, limit: 90, windowS, family, ...defined({ fault }) });
  const listening = await listen(simulator, 0);
  try {
    const { record } = await performLoad({
      settings: readSettings({
        GOREST_BASE_URL: listening.url,
        GOREST_TOKEN: simulator.tokens.A,
        ...(fault === undefined ? {} : { GOREST_SECOND_TOKEN: simulator.tokens.B }),
      }),
      scenarios: [scenario],
      seed: 1,
      marker: createMarker(nonceOf(1)),
      windowS,
      durationS: windowS,
      allowOverLimit,
    });
    return record.scenarios[0];
  } finally {
    await listening.close();
  }
};

describe("load scenarios against a service that is not known", () => {
  it.concurrent.each(["truncating-bucket", "fixed-window-aligned", "fixed-window-anchored"] as const)(
    "a journey that may not exceed the limit of a %s is refused nothing",
    async (family) => {
      const record = await live(journey, family, false);
      expect(record?.counts).toMatchObject({ refused: 0, failed: 0 });
      // Where a busy machine sends late the figures are not those of the service, and the record says so.
      expect(["pass", "invalid"]).toContain(record?.outcome);
    },
  );

  it.concurrent("identify never takes a sliding counter for another family, nor a price for another", async () => {
    const record = await live(identify, "sliding-counter", true);
    // In real time a busy machine may leave it undecided; in virtual time, in the limiter's own suites, it is named.
    expect(record?.limiter).toBeDefined();
    expect(record?.limiter?.family ?? "sliding-counter").toBe("sliding-counter");
    const right = { "a 429": "free", "a 404": "costs", "a 422": "costs", "a 401": "free" };
    const prices = record?.limiter?.prices ?? [];
    // One token here, so whose budget it is remains unasked.
    expect(prices.map(({ call }) => call)).toEqual(Object.keys(right));
    const decided = prices.filter(({ verdict }) => verdict !== "unclear");
    expect(Object.fromEntries(decided.map(({ call, verdict }) => [call, verdict]))).toEqual(
      Object.fromEntries(Object.entries(right).filter(([call]) => decided.some((price) => price.call === call))),
    );
  });

  it.concurrent("identify fails where it finds that another token's calls are paid for by this one", async () => {
    const record = await live(identify, "truncating-bucket", true, findFault("one-budget-for-all"));
    const price = record?.limiter?.prices?.find(({ call }) => call === "a call by another token");
    expect(price).toBeDefined();
    // A busy machine may leave either undecided.
    const decided = price?.verdict === "costs" && record?.limiter?.family !== undefined;
    const missed = record?.thresholds.filter(({ holds }) => !holds) ?? [];
    expect(missed).toEqual(decided ? [expect.objectContaining({ measured: 1, limit: 0 })] : []);
  });

  it("four processes with one token are refused when each has it, and are not through one proxy", async () => {
    const record = await live(shared, "truncating-bucket", true);
    const figure = (wanted: string) => record?.figures?.find(({ name }) => name === wanted)?.value;
    // Together they ask for 3.6 times the limit: what exceeds it and a full bucket is refused.
    expect(figure("refused without the proxy")).toBeGreaterThan(20);
    expect(figure("refused through the proxy")).toBeLessThanOrEqual(0.1);
    // How many get through in the time is a question of the machine.
    expect(figure("accepted through the proxy")).toBeGreaterThan(0);
  });
});
