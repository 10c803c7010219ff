import { rules } from "../checks/rules.ts";
import { createTransport } from "../client/create-transport.ts";
import type { Transport, Wire } from "../client/transport.ts";
import { undiciWire } from "../client/undici-wire.ts";
import type { Clock } from "../contract/clock.ts";
import type { Marker } from "../generators/marker.ts";
import { createLoadJudge } from "../load/load-judge.ts";
import type { LoadJudge } from "../load/run-load.ts";
import type { Equipment } from "../load/scenario.ts";
import { listen } from "../simulator/listen.ts";
import { createSimulator } from "../simulator/simulator.ts";

/** Answers at once with the least that is a user: what is left to measure is ourselves. */
const nothingWire: Wire = async () => ({
  kind: "answer",
  status: 200,
  headers: [["content-type", "application/json"]],
  body: '{"id":1}',
});

/** What procedures of the load suite may use besides the target. */
export const loadEquipment = (clock: Clock, seed: number): Equipment => ({
  openNothing: async (): Promise<Transport> =>
    createTransport({
      target: {
        kind: "simulator",
        baseUrl: "http://127.0.0.1:9/nothing",
        tokens: { A: "none" },
        assumedPerMinute: undefined,
      },
      wire: nothingWire,
      clock,
    }),
  openUnlimited: async () => {
    const simulator = createSimulator({ clock, seed, limited: false });
    const listening = await listen(simulator, 0);
    return { url: listening.url, token: simulator.tokens.A, close: listening.close };
  },
});

/** All rules over load traffic. */
export const loadJudge = (baseUrl: string, seed: number, marker: Marker, strict = false): LoadJudge =>
  createLoadJudge({ rules, baseUrl, seed, isOurs: marker.isOurs, strict });

/** Marked addresses for the users that load makes. */
export const loadEmails = (marker: Marker): (() => string) => {
  return () => marker.email(0, "load");
};

/** A wire to the target for load: more connections than any scenario uses. */
export const loadWire = (clock: Clock): Wire => undiciWire({ clock, connections: 512 });
