import { describe, expect, test } from "vitest";
import { createJudge } from "../../src/checks/judge.ts";
import { createMarker, nonceOf } from "../../src/generators/marker.ts";
import { runContract } from "../../src/run/run-contract.ts";
import { performLoad } from "../../src/session/load-run.ts";
import { openTarget } from "../../src/session/open-target.ts";
import { readSettings } from "../../src/session/settings.ts";
import type { Fault } from "../../src/simulator/fault.ts";
import { findFault } from "../../src/simulator/faults.ts";
import { answersNameNoSoftware } from "./examples/answers-name-no-software.ts";
import { namesItsSoftware } from "./examples/names-its-software.ts";
import { renamedTwice } from "./examples/renamed-twice.ts";
import { trickle } from "./examples/trickle.ts";

const settings = readSettings({});

/** What the example's rule says of one request to a simulator. */
const verdictOf = async (fault?: Fault) => {
  const opened = await openTarget(settings, fault === undefined ? {} : { simulator: { fault } });
  const judge = createJudge({ rules: [answersNameNoSoftware], basePath: "/public/v2" });
  opened.transport.listen((event) => judge.event(event));
  await opened.transport.send({ method: "GET", path: "/users", as: "A" });
  judge.end();
  await opened.close();
  return judge.verdicts()[0];
};

describe("the examples of docs/how-to", () => {
  test("a rule holds on the correct simulator and its fault breaks it", async () => {
    expect(await verdictOf()).toMatchObject({ kind: "holds", exercised: 1 });
    const broken = await verdictOf(namesItsSoftware);
    expect(broken).toMatchObject({ kind: "violated", violations: 1, rule: namesItsSoftware.breaks });
    expect(broken?.first?.received).toBe('X-Powered-By: "Phusion Passenger"');
  });

  test("a property is drawn, sent and judged, and meets the fault it is for", async () => {
    const runWith = async (id?: string) => {
      const fault = id === undefined ? undefined : findFault(id);
      const opened = await openTarget(settings, fault === undefined ? {} : { simulator: { fault } });
      const { record } = await runContract(opened, [renamedTwice], { budget: 40, seed: 1 });
      await opened.close();
      return record;
    };
    const record = await runWith();
    expect(record.outcome).toBe("holds");
    expect(record.properties).toEqual([expect.objectContaining({ id: "renamed-twice", findings: 0 })]);
    expect(record.properties[0]?.cases).toBeGreaterThan(2);
    expect(record.properties[0]?.evaluations).toBeGreaterThan(30);
    expect((await runWith("second-update-is-lost")).findings.map(({ foundBy }) => foundBy)).toContain("renamed-twice");
  });

  test("a scenario does not fail and costs what it said", async () => {
    const { record } = await performLoad({
      settings,
      scenarios: [trickle],
      seed: 1,
      marker: createMarker(nonceOf(1)),
      limit: 20,
      windowS: 1,
    });
    // On a machine that is too busy to send in time, its latencies are no word on the service.
    expect(record.scenarios[0]?.outcome).toMatch(/^(pass|invalid)$/);
    expect(record.scenarios[0]).toMatchObject({ id: "trickle", counts: { sent: 2, refused: 0 } });
  });
});
