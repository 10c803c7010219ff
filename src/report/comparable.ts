import type { LoadConditions, RunRecord, ScenarioRecord } from "../contract/run.ts";
import { overall } from "./histogram.ts";
import { count, digits, duration } from "./text.ts";

/** Whether two runs are of the same thing, and what of them is. One sentence each, naming the runs. */
export interface Comparability {
  /** Why nothing of the two can be compared; empty: it can. */
  readonly apart: readonly string[];
  /** Why their latencies cannot, where their rules can. */
  readonly latencyApart: readonly string[];
  /** Load scenarios whose latencies can be compared, as the later run has them. */
  readonly scenarios: readonly ScenarioRecord[];
  /** What differs without forbidding a comparison. */
  readonly notes: readonly string[];
  /** That the machine itself was slower in the later run, which may be all that rose. */
  readonly busier?: string;
}

const placeOf = ({ target }: RunRecord): string =>
  target.kind === "simulator" ? "the embedded simulator" : `the live service ${target.baseUrl}`;

/** The simulator's port is another one each time. */
const sameTarget = (a: RunRecord, b: RunRecord): boolean =>
  a.target.kind === b.target.kind && (a.target.kind === "simulator" || a.target.baseUrl === b.target.baseUrl);

const paceOf = ({ limit, windowS }: LoadConditions): string => `${count(limit)} requests in ${digits(windowS)} s`;

const apartOf = (before: RunRecord, after: RunRecord): string[] => {
  if (!sameTarget(before, after))
    return [`${before.id} was sent to ${placeOf(before)} and ${after.id} to ${placeOf(after)}`];
  if ((before.proxy === undefined) !== (after.proxy === undefined)) {
    const of = ({ id, proxy }: RunRecord) =>
      `${id} is ${proxy === undefined ? "a run of the harness" : "a tool's through the proxy"}`;
    return [`${of(before)} and ${of(after)}`];
  }
  const shared =
    (before.contract !== undefined && after.contract !== undefined) ||
    (before.load !== undefined && after.load !== undefined);
  const parts = ({ contract, load }: RunRecord) =>
    contract !== undefined && load !== undefined ? "both parts" : contract !== undefined ? "the contract" : "load";
  return shared ? [] : [`${before.id} holds only ${parts(before)} and ${after.id} only ${parts(after)}`];
};

/** Scenarios that measured the target; what a generator does by itself says nothing of a service. */
const measuring = ({ load }: RunRecord): readonly ScenarioRecord[] =>
  (load?.scenarios ?? []).filter((scenario) => scenario.ownOnly !== true && scenario.outcome !== "unable");

const list = (ids: readonly string[]): string => (ids.length === 0 ? "none" : ids.join(", "));

const loadOf = (before: RunRecord, after: RunRecord): Omit<Comparability, "apart"> => {
  const none = { latencyApart: [], scenarios: [], notes: [] };
  if (before.load === undefined || after.load === undefined) return none;
  const [was, is] = [before.load.conditions, after.load.conditions];
  if (was !== undefined && is !== undefined && (was.limit !== is.limit || was.windowS !== is.windowS))
    return { ...none, latencyApart: [`${before.id} was paced by ${paceOf(was)} and ${after.id} by ${paceOf(is)}`] };
  const [earlier, later] = [measuring(before), measuring(after)];
  const inBoth = later.filter(({ id }) => earlier.some((other) => other.id === id));
  const ids = (scenarios: readonly ScenarioRecord[]) => list(scenarios.map(({ id }) => id));
  if (inBoth.length === 0 && earlier.length > 0 && later.length > 0)
    return {
      ...none,
      latencyApart: [`they share no load scenario: ${before.id} ran ${ids(earlier)}, ${after.id} ran ${ids(later)}`],
    };
  const invalid = (scenario: ScenarioRecord) =>
    scenario.outcome === "invalid" || earlier.find(({ id }) => id === scenario.id)?.outcome === "invalid";
  const alone = [
    ...earlier.filter(({ id }) => !inBoth.some((other) => other.id === id)),
    ...later.filter((scenario) => !inBoth.includes(scenario)),
  ];
  return {
    latencyApart: [],
    scenarios: inBoth.filter((scenario) => !invalid(scenario)),
    notes: [
      ...(alone.length === 0 ? [] : [`only one of them ran ${ids(alone)}`]),
      ...inBoth.filter(invalid).map(({ id }) => `${id} is left out: in one of them its measurement was not valid`),
    ],
  };
};

/** Whether a run can be a baseline: one that reached no service cannot. */
export const didItsJob = ({ contract, load }: RunRecord): boolean =>
  [contract, load].some((part) => part !== undefined && part.outcome !== "unable");

/** The generator's own time may rise by this much before it is reported: a quarter is more than runs in a row differ by. */
const mostRise = 1.25;

/** The generator's time for a request that is not sent shows the machine's speed, and no service's. */
const ownMs = (run: RunRecord): number | undefined => {
  const own = run.load?.scenarios.find(({ ownOnly }) => ownOnly === true);
  return overall(own)
    .find(({ name }) => name === "accepted")
    ?.percentiles.find(({ p }) => p === 0.5)?.ms;
};

const busierOf = (before: RunRecord, after: RunRecord): Pick<Comparability, "busier"> => {
  const [was, is] = [ownMs(before), ownMs(after)];
  if (was === undefined || is === undefined || is <= mostRise * was) return {};
  return {
    busier: `this machine was slower too: a request that was not sent took the generator ${duration(is)} and before ${duration(was)}`,
  };
};

const machineOf = ({ versions: { node, platform } }: RunRecord): string => `Node ${node} on ${platform}`;

/**
 * Whether two runs may be compared: the same target and a common part; for latencies also the same budget and a common
 * scenario. The seed, a fault and an added latency are what one compares, and no obstacle.
 */
export const comparabilityOf = (before: RunRecord, after: RunRecord): Comparability => {
  const apart = [
    ...apartOf(before, after),
    ...[before, after].filter((run) => !didItsJob(run)).map(({ id }) => `${id} could not do its job`),
  ];
  if (apart.length > 0) return { apart, latencyApart: [], scenarios: [], notes: [] };
  const load = loadOf(before, after);
  return {
    ...load,
    ...busierOf(before, after),
    apart,
    notes: [
      ...load.notes,
      ...(before.startedAt > after.startedAt ? [`${before.id} began after ${after.id}`] : []),
      ...(machineOf(before) === machineOf(after)
        ? []
        : [`${before.id} ran with ${machineOf(before)} and ${after.id} with ${machineOf(after)}`]),
    ],
  };
};

/** Whether an earlier run is of the same kind throughout, whatever came of it: what a history is made of. */
export const sameKindOfRun = (run: RunRecord, other: RunRecord): boolean =>
  apartOf(other, run).length + loadOf(other, run).latencyApart.length === 0 &&
  (run.contract === undefined || other.contract !== undefined) &&
  (run.load === undefined || other.load !== undefined);
