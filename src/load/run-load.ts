import type { Transport } from "../client/transport.ts";
import { createAnswerOrigins } from "../contract/answer-origins.ts";
import { type Ending, endingOf, firstOf } from "../contract/ending.ts";
import { seededRandom } from "../contract/random.ts";
import type { LoadRecord, ScenarioRecord } from "../contract/run.ts";
import { areLeft, plural } from "../contract/safe-text.ts";
import { createLatencyBook } from "./latency.ts";
import type { LoadJudge } from "./load-judge.ts";
import { type FullBudget, watchBudget } from "./rate-limit-sample.ts";
import { prepare, type WatchedRecords, watchRecords } from "./records.ts";
import { runPhases, type Track } from "./run-phases.ts";
import { type Conditions, type Equipment, type Insight, obstacle, type Phase, type Scenario } from "./scenario.ts";
import { type Ran, recordOf, unableRecord } from "./scenario-record.ts";
import { createWall, outOfTime, timeLimit, withholdRefusals } from "./stops.ts";
import {
  addExchange,
  createStreamTraffic,
  directStream,
  progressLine,
  type ScenarioTraffic,
  type StreamTraffic,
} from "./traffic.ts";

export interface LoadOptions {
  readonly scenarios: readonly Scenario[];
  /** With the pacer that paces, and the listeners that record. */
  readonly transport: Transport;
  /** `limit` is what the target is assumed to allow until its first answer says otherwise. */
  readonly conditions: Conditions;
  /** Marked e-mail addresses, a new one each call. */
  readonly email: () => string;
  readonly judge?: LoadJudge;
  readonly equipment?: Equipment;
  readonly progress?: (line: string) => void;
  /** A scenario has ended: for people who watch. */
  readonly onScenario?: (record: ScenarioRecord) => void;
  readonly signal?: AbortSignal;
  /** Seconds the run may take in all, cleaning up included. Default: what its scenarios take. */
  readonly maxTimeS?: number;
}

const runScenario = async (
  scenario: Scenario,
  options: LoadOptions,
  conditions: Conditions,
  shared: {
    readonly context: Track["context"];
    readonly budget: FullBudget;
    readonly ending: Ending;
    /** What ended it, where something did. */
    readonly stopped: () => { readonly stoppedBy: string; readonly isCutOff: boolean };
    /** Rules broken so far, when each was first. */
    readonly found: Ran["found"];
  },
): Promise<ScenarioRecord> => {
  const { transport } = options;
  const { clock } = transport;
  const { stop } = shared.ending;
  const common = createLatencyBook();
  const running: StreamTraffic[] = [];
  const streams: StreamTraffic[] = [];
  let dropped = 0;
  const beginUs = clock.nowUs();
  const expected = scenario.cost(conditions);
  const ticker = setInterval(
    () => options.progress?.(progressLine(scenario.id, running, (clock.nowUs() - beginUs) / 1e6, expected.seconds)),
    1000,
  );
  const drive = async (phases: readonly Phase[], over = transport): Promise<ScenarioTraffic> => {
    const traffic = await runPhases(phases, {
      transport: over,
      conditions,
      purpose: `load/${scenario.id}`,
      signal: stop,
      context: shared.context,
      settle: shared.budget.settle,
      // What goes elsewhere, such as to no target at all, is nothing the target was sent.
      common: over === transport ? common : createLatencyBook(),
      onStream: (each) => running.push(each),
    });
    if (over === transport) {
      streams.push(...traffic.streams);
      dropped += traffic.dropped;
    }
    return traffic;
  };
  const direct = createStreamTraffic(directStream, undefined, beginUs, common);
  const counted: Transport = {
    ...transport,
    async send(request) {
      if (direct.sent === 0) running.push(direct);
      const exchange = await transport.send({
        ...request,
        purpose: request.purpose ?? `load/${scenario.id}`,
        waitSignal: stop,
        // A procedure ends when its call does.
        signal: shared.ending.cut,
      });
      addExchange(direct, exchange);
      return exchange;
    },
  };
  try {
    let insight: Insight;
    if (scenario.phases !== undefined) {
      // An even schedule would carry the wait for it through to its end.
      if (shared.budget.isSpent()) await shared.budget.settle();
      const traffic = await drive(scenario.phases(conditions));
      insight = scenario.insight?.(traffic, conditions) ?? {};
    } else {
      insight = await scenario
        .perform({
          conditions,
          transport: counted,
          drive,
          settle: shared.budget.settle,
          equipment: options.equipment ?? {},
          signal: stop,
          progress: (line) => options.progress?.(`${scenario.id}: ${line}`),
        })
        .catch((error: unknown) => {
          // What was sent until then is recorded all the same.
          if (error !== stop.reason) throw error;
          return {};
        });
    }
    if (direct.sent > 0) streams.push(direct);
    const traffic = { streams, dropped, interrupted: stop.aborted };
    const ran = {
      scenario,
      conditions,
      traffic,
      common,
      insight,
      beginUs,
      endUs: clock.nowUs(),
      found: shared.found.filter(({ atUs }) => atUs >= beginUs),
    };
    return recordOf({ ...ran, ...shared.stopped() });
  } finally {
    clearInterval(ticker);
  }
};

/** Why a scenario is not begun: it would not end in time. */
const tooLong = (seconds: number, leftS: number): string | undefined =>
  seconds <= leftS
    ? undefined
    : `${outOfTime}: it takes about ${Math.ceil(seconds)} s, and ${Math.max(0, Math.floor(leftS))} s are left`;

const cutOff = (left: number, kind: Conditions["kind"]): Pick<LoadRecord, "outcome" | "reason"> =>
  left > 0 && kind === "live"
    ? { outcome: "interrupted", reason: `${areLeft(left, "user")}: npm run sweep deletes them` }
    : { outcome: "interrupted" };

const withLeft = (reason: string, left: number): string =>
  left === 0 ? reason : `${reason}; ${areLeft(left, "user")}, npm run sweep deletes them once it can`;

const overall = (
  records: readonly ScenarioRecord[],
  broken: readonly string[],
  reasonUnable: string | undefined,
): Pick<LoadRecord, "outcome" | "reason"> => {
  if (broken.length > 0) return { outcome: "fail", reason: `broken under load: ${broken.join(", ")}` };
  if (reasonUnable !== undefined) return { outcome: "unable", reason: reasonUnable };
  for (const outcome of ["invalid", "fail"] as const) {
    const first = records.find((record) => record.outcome === outcome);
    if (first === undefined) continue;
    // A stream may be called as its scenario is.
    const reason = first.reason ?? outcome;
    return { outcome, reason: reason.startsWith(`${first.id}: `) ? reason : `${first.id}: ${reason}` };
  }
  const ran = records.filter(({ outcome }) => outcome !== "unable");
  const late = records.filter(({ reason }) => reason?.startsWith(outOfTime)).map(({ id }) => id);
  // What went to no target, as where only the generator was measured, is nothing that was to be measured.
  const measured = ran.length > 0 && (late.length === 0 || ran.some(({ counts }) => counts.sent > 0));
  return measured
    ? { outcome: "pass", ...(late.length === 0 ? {} : { reason: `${outOfTime}: ${late.join(", ")}` }) }
    : { outcome: "unable", reason: records.map(({ id, reason }) => `${id}: ${reason}`).join("; ") || "no scenario" };
};

/**
 * Runs load scenarios one after the other through the proxy, judges all traffic by the rules, and deletes what it made.
 * Never rejects for what a target does; what it could not do is in the record.
 */
export const runLoad = async (options: LoadOptions): Promise<LoadRecord> => {
  const { transport, judge } = options;
  const { clock } = transport;
  const wall = createWall(clock);
  const origins = createAnswerOrigins();
  const interruption = endingOf(
    clock,
    options.signal === undefined ? wall.signal : AbortSignal.any([options.signal, wall.signal]),
  );
  const own: WatchedRecords = watchRecords(transport);
  let { limit } = options.conditions;
  const time = timeLimit(
    clock,
    options.maxTimeS,
    () => 2 + (own.ids.size * options.conditions.windowS) / (0.9 * Math.max(1, limit)),
  );
  const ending = firstOf(interruption, time.ending);
  const signal = ending.stop;
  const isOutOfTime = () => time.ending.stop.aborted && !interruption.stop.aborted;
  const stoppedBy = () => (isOutOfTime() ? outOfTime : (wall.reason() ?? "interrupted"));
  const stopped = () => ({ stoppedBy: stoppedBy(), isCutOff: wall.signal.aborted });
  const budget = watchBudget({ clock, windowS: options.conditions.windowS, signal, progress: options.progress });
  const found: { rule: string; atUs: number }[] = [];
  const refusals = withholdRefusals(wall, (event) => {
    for (const rule of judge?.event(event) ?? []) found.push({ rule, atUs: clock.nowUs() });
  });
  const unlisten = transport.listen((event) => {
    budget.onEvent(event);
    if (event.type === "done") origins.add(event.exchange);
    refusals.add(event);
  });
  const records: ScenarioRecord[] = [];
  const unable = (reason: string): LoadRecord => ({
    outcome: "unable",
    reason,
    scenarios: [],
    verdicts: [],
    findings: [],
  });
  const addRecord = (record: ScenarioRecord): void => {
    records.push(record);
    options.onScenario?.(record);
  };
  let cleanUpFailed = false;
  try {
    const possible = options.scenarios.filter((scenario) => obstacle(scenario, options.conditions) === undefined);
    const prepared = possible.length === 0 ? undefined : await prepare({ ...options, ending });
    if (prepared !== undefined && "unable" in prepared) return unable(prepared.unable);
    limit = prepared?.limit ?? limit;
    const conditions = { ...options.conditions, limit };
    const context = { userId: prepared?.userId ?? 0, email: options.email, random: seededRandom(conditions.seed) };
    const shared = { context, budget, ending, stopped, found };
    for (const scenario of options.scenarios) {
      if (signal.aborted) break;
      const reason = obstacle(scenario, conditions) ?? tooLong(scenario.cost(conditions).seconds, time.leftS());
      addRecord(
        reason !== undefined
          ? unableRecord(scenario, reason)
          : await runScenario(scenario, options, conditions, shared).catch((error: unknown) =>
              unableRecord(scenario, error instanceof Error ? error.message : String(error)),
            ),
      );
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    if (isOutOfTime())
      for (const scenario of options.scenarios.slice(records.length)) addRecord(unableRecord(scenario, outOfTime));
    // The caller's signal has stopped the load; what was made must still go.
    await own.clean(ending).catch(() => {
      cleanUpFailed = true;
    });
    ending.done();
    own.close();
    unlisten();
  }
  refusals.end();
  const judged = judge?.end() ?? { verdicts: [], findings: [], broken: [] };
  const left = own.ids.size;
  const noTimeToClean =
    left > 0 && time.ending.over.aborted ? "there was no time left to delete all that was made" : undefined;
  const reasonUnable = wall.reason() ?? origins.tooManyForeign() ?? noTimeToClean;
  return {
    ...(options.signal?.aborted === true
      ? cutOff(left, options.conditions.kind)
      : overall(records, judged.broken, reasonUnable === undefined ? undefined : withLeft(reasonUnable, left))),
    conditions: { limit, windowS: options.conditions.windowS },
    scenarios:
      left === 0 && !cleanUpFailed
        ? records
        : records.map((record, i) =>
            i === records.length - 1
              ? {
                  ...record,
                  warnings: [...record.warnings, `${plural(left, "user")} of this run could not be deleted`],
                }
              : record,
          ),
    verdicts: judged.verdicts,
    findings: judged.findings,
  };
};
