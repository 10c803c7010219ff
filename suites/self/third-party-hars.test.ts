import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/contract/random.ts";
import { findBenign } from "../../src/simulator/benign.ts";
import { findFault } from "../../src/simulator/faults.ts";
import { brokenBy, recordSession } from "./testing/third-party-hars.ts";
import { tools } from "./testing/third-party-tools.ts";

const session = recordSession(1, {}, 50);
const toolNamed = (name: string) => tools[name] ?? (() => []);

describe("an archive of a correct service breaks no rule, whatever wrote it", () => {
  // All of them, with a longer session, are in recorder-forms.slow.test.ts.
  test.each(Object.keys(tools).filter((_, at) => at % 3 === 0))("%s", async (name) => {
    expect([...(await brokenBy(toolNamed(name)(await session, seededRandom(1))))]).toEqual([]);
  });

  test.each(["others-writing", "gateway-502-after-the-act"])(
    "not even where the service is unusual: %s",
    async (id) => {
      const benign = findBenign(id);
      const entries = await recordSession(2, benign === undefined ? {} : { benign }, 60);
      for (const name of ["tokens redacted", "shuffled"]) {
        expect([name, ...(await brokenBy(toolNamed(name)(entries, seededRandom(2))))]).toEqual([name]);
      }
    },
  );
});

describe("an archive of a faulty service breaks the rule that the fault is about", () => {
  const foundIn = async (faultId: string, tool: string) => {
    const fault = findFault(faultId);
    if (fault === undefined) throw new Error(`no fault ${faultId}`);
    const broken = await brokenBy(toolNamed(tool)(await recordSession(3, { fault }, 100), seededRandom(3)));
    return [...broken.keys()].includes(fault.breaks);
  };

  test("with the tokens redacted: deleted-stays-in-lists", async () => {
    expect(await foundIn("deleted-stays-in-lists", "tokens redacted")).toBe(true);
  });

  test.each(["anonymous-can-read", "no-rate-headers-on-404"])("with the tokens in it: %s", async (id) => {
    expect(await foundIn(id, "developer tools, with tokens")).toBe(true);
  });
});
