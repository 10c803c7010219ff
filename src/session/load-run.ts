import { defined } from "../contract/defined.ts";
import type { HistoryEvent, Sent } from "../contract/exchange.ts";
import type { LoadRecord, ScenarioRecord } from "../contract/run.ts";
import type { TargetInfo } from "../contract/target.ts";
import type { Marker } from "../generators/marker.ts";
import { runLoad } from "../load/run-load.ts";
import type { Conditions, Scenario } from "../load/scenario.ts";
import type { SimulatorOptions } from "../simulator/simulator.ts";
import { sweepJournals } from "./journals.ts";
import { loadEquipment, loadJudge } from "./load-setup.ts";
import { anyWindowS, type OpenOptions, openTarget } from "./open-target.ts";
import type { Settings } from "./settings.ts";

export interface PerformLoadOptions {
  readonly settings: Settings;
  readonly scenarios: readonly Scenario[];
  readonly seed: number;
  readonly marker: Marker;
  /** Length of the simulator's window, seconds; a live target's is taken to be 60. Default 6. */
  readonly windowS?: number;
  /** Of the simulator. Default 90. */
  readonly limit?: number;
  readonly durationS?: number;
  /** Seconds the run may take in all, with removing what dead runs left. */
  readonly maxTimeS?: number;
  /** What else the simulator is to be. */
  readonly simulator?: Pick<SimulatorOptions, "family" | "fault" | "benign" | "latencyMs">;
  /** A live target may get more than its limit from scenarios that say so. */
  readonly allowOverLimit?: boolean;
  readonly strict?: boolean;
  readonly onWait?: OpenOptions["onWait"];
  readonly progress?: (line: string) => void;
  readonly onScenario?: (record: ScenarioRecord) => void;
  /** Every event, for the recorder. */
  readonly onEvent?: (event: HistoryEvent) => void;
  /** Before each request leaves, for the journal. */
  readonly beforeSend?: (sent: Sent) => void;
  readonly signal?: AbortSignal;
  /** Where journals of runs lie that did not end well; what they left on a service is removed first. Absent: nothing is. */
  readonly reportsDir?: string;
  readonly onSwept?: (removed: number) => void;
}

/** Requests at the most for what dead runs left. */
const mostToSweep = 120;
/** So that the nightly set takes about a minute. */
const simulatedWindowS = 4;
export const liveWindowS = 60;
export const assumedLimit = 90;

/** What scenarios plan by, before the first answer. */
export const conditionsOf = (options: Omit<PerformLoadOptions, "scenarios" | "marker">): Conditions => ({
  kind: options.settings.kind,
  limit: options.settings.kind === "simulator" ? (options.limit ?? assumedLimit) : assumedLimit,
  windowS: options.windowS ?? (options.settings.kind === "simulator" ? simulatedWindowS : liveWindowS),
  durationS: options.durationS,
  tokens: options.settings.kind === "simulator" || options.settings.secondToken !== undefined ? ["A", "B"] : ["A"],
  mayExceed: options.settings.kind === "simulator" || options.allowOverLimit === true,
  seed: options.seed,
});

/**
 * Opens the target, runs scenarios against it through the proxy, judges the traffic, cleans up, closes.
 * @returns the record, and what may be shown of the target
 */
export const performLoad = async (
  options: PerformLoadOptions,
): Promise<{ readonly record: LoadRecord; readonly target: TargetInfo }> => {
  const conditions = conditionsOf(options);
  const { windowS, limit } = conditions;
  const open = await openTarget(options.settings, {
    onPort: true,
    pacer: { kind: "even", windowS, longestWindowS: anyWindowS },
    simulator: { ...options.simulator, windowS, limit, seed: options.seed },
    ...defined({ onWait: options.onWait, beforeSend: options.beforeSend }),
  });
  const { transport, target, clock, info } = open;
  const startUs = clock.nowUs();
  const unlisten = options.onEvent === undefined ? undefined : transport.listen(options.onEvent);
  try {
    if (target.kind === "live" && options.reportsDir !== undefined) {
      const { removed } = await sweepJournals(open, options.reportsDir, {
        most: mostToSweep,
        maxTimeS: options.maxTimeS === undefined ? undefined : options.maxTimeS / 2,
        signal: options.signal,
      });
      if (removed > 0) options.onSwept?.(removed);
    }
    const sweptS = (clock.nowUs() - startUs) / 1e6;
    const record = await runLoad({
      scenarios: options.scenarios,
      transport,
      conditions,
      email: () => options.marker.email(0, "load"),
      judge: loadJudge(target.baseUrl, options.seed, options.marker, options.strict),
      equipment: loadEquipment({
        clock,
        seed: options.seed,
        target,
        proxy: options.settings.proxy,
        signal: options.signal,
      }),
      ...defined({ progress: options.progress, onScenario: options.onScenario, signal: options.signal }),
      ...defined({ maxTimeS: options.maxTimeS === undefined ? undefined : options.maxTimeS - sweptS }),
    });
    return { record, target: info };
  } finally {
    unlisten?.();
    await open.close();
  }
};
