import { rules as allRules } from "../checks/rules.ts";
import type { TokenAlias } from "../contract/exchange.ts";
import { createMarker, type Marker } from "../generators/marker.ts";
import { createWorld } from "../model/world.ts";
import { createBudget } from "./budget.ts";
import type { Driver } from "./driver.ts";
import type { Tape } from "./finding.ts";
import { preflight } from "./preflight.ts";
import type { Session } from "./session.ts";
import { createTrouble } from "./trouble.ts";
import { runAgain } from "./try-again.ts";

/** What became of a saved failure. */
export type ReplayVerdict =
  /** Broken every time. */
  | "same"
  /** It holds now. */
  | "fixed"
  /** Broken some of the times. */
  | "flaky"
  /** It could not be put to the test. */
  | "blocked";

export interface ReplayResult {
  readonly verdict: ReplayVerdict;
  readonly tries: number;
  readonly broken: number;
  readonly reason?: string;
}

const tries = 3;

/** Sends a saved failure again, up to three times, on fresh records, and deletes what that made. */
export const replay = async (session: Session, tape: Tape, nonce: string, most = 300): Promise<ReplayResult> => {
  const marker: Marker = createMarker(nonce);
  const callers: readonly TokenAlias[] = session.target.tokens.B === undefined ? ["A"] : ["A", "B"];
  const driver: Driver = {
    callers,
    transport: session.transport,
    ...(session.governor === undefined ? {} : { governor: session.governor }),
    world: createWorld(marker.isOurs).world,
    marker,
    budget: createBudget(most, () => 0),
    etags: new Map(),
    publicEmails: [],
    publicIds: [],
    limits: new Map(),
    trouble: createTrouble(),
  };
  if (!allRules.some(({ id }) => id === tape.rule))
    return { verdict: "blocked", tries: 0, broken: 0, reason: `no rule is called ${tape.rule}` };
  if (callers.length === 1 && JSON.stringify(tape.steps).includes('"as":"B"')) {
    return { verdict: "blocked", tries: 0, broken: 0, reason: "it needs a second token: set GOREST_SECOND_TOKEN" };
  }
  const unable = await preflight(driver, callers);
  if (unable !== undefined) return { verdict: "blocked", tries: 0, broken: 0, reason: unable.reason };
  let broken = 0;
  let done = 0;
  for (; done < tries; done++) {
    const { broken: again } = await runAgain(session, driver, allRules, tape.rule, tape.steps, most);
    if (again === undefined)
      return { verdict: "blocked", tries: done, broken, reason: "the request budget ended before it was clear" };
    if (again) broken++;
  }
  return { verdict: broken === tries ? "same" : broken === 0 ? "fixed" : "flaky", tries: done, broken };
};
