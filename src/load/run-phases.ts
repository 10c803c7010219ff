import { startRecordingProxy } from "../client/recording-proxy.ts";
import type { Transport } from "../client/transport.ts";
import { drive } from "./autocannon.ts";
import type { LatencyBook } from "./latency.ts";
import type { Conditions, Phase, ProcedureContext } from "./scenario.ts";
import { countOf, spanOf, startsOf } from "./schedule.ts";
import { slotTransport } from "./slots.ts";
import { createStreamTraffic, type ScenarioTraffic, type StreamTraffic } from "./traffic.ts";
import type { Stream } from "./work.ts";
import { type WorkContext, works } from "./work.ts";

/** Everything a phase needs besides itself. */
export interface Track {
  readonly transport: Transport;
  readonly conditions: Conditions;
  readonly purpose: string;
  readonly signal: AbortSignal;
  /** What workers are given; what they notice goes to the traffic. */
  readonly context: Omit<WorkContext, "onUnexpectedAnswer" | "completed">;
  /** @see ProcedureContext.settle */
  readonly settle: ProcedureContext["settle"];
  /** Takes the latencies of all streams together. */
  readonly common: LatencyBook;
  /** Called when a stream begins, so that progress can be shown while it runs. */
  readonly onStream?: (traffic: StreamTraffic) => void;
}

/** The longest that a further connection between engine and proxy takes to open and to pass on its first request. */
const connectingUs = 500;

/**
 * Before the first slot: time for connections to be made, and one gap of the pacer's pace after whatever was sent
 * last. Else an even schedule at that same pace would carry this first wait through to its end.
 */
const leadUs = ({ streams }: Phase, { limit, windowS }: Conditions): number =>
  30_000 + connectingUs * streams.reduce((sum, { connections }) => sum + connections, 0) + (1.2e6 * windowS) / limit;

/** How long after its last slot a stream may still try to get what was refused accepted, seconds. */
const drainS = ({ windowS }: Conditions): number => 2 * windowS + 5;

const runStream = async (stream: Stream, track: Track, beginUs: number): Promise<StreamTraffic> => {
  const { transport, conditions, signal, purpose } = track;
  const planned = countOf(stream.arrivals);
  const spanS = spanOf(stream.arrivals);
  const traffic = createStreamTraffic(stream, planned, beginUs, track.common);
  track.onStream?.(traffic);
  const proxy = await startRecordingProxy({
    transport: slotTransport({
      transport,
      traffic,
      starts: planned === undefined ? undefined : startsOf(stream.arrivals),
      purpose: `${purpose}/${stream.name}`,
      giveUpUs: () => beginUs + (spanS + drainS(conditions)) * 1e6,
      signal,
    }),
  });
  const context: WorkContext = {
    ...track.context,
    onUnexpectedAnswer: (what) => traffic.unexpectedAnswers.set(what, (traffic.unexpectedAnswers.get(what) ?? 0) + 1),
    completed: () => traffic.completed++,
  };
  try {
    await drive({
      url: proxy.url,
      stream,
      traffic,
      worker: () => works[stream.work](context),
      ...(planned === undefined ? { forS: spanS } : {}),
      // A refused request may wait for a whole window more than once, and then for its answer.
      timeoutS: spanS + drainS(conditions) + 2 * conditions.windowS + 60,
      signal,
    });
  } finally {
    await proxy.close();
  }
  return traffic;
};

/** Runs phases one after the other, the streams of each side by side from one common beginning. */
export const runPhases = async (phases: readonly Phase[], track: Track): Promise<ScenarioTraffic> => {
  const { clock } = track.transport;
  const streams: StreamTraffic[] = [];
  for (const phase of phases) {
    if (track.signal.aborted) break;
    if (phase.settle) await track.settle();
    const beginUs = clock.nowUs() + leadUs(phase, track.conditions);
    streams.push(...(await Promise.all(phase.streams.map((stream) => runStream(stream, track, beginUs)))));
  }
  const dropped = streams.reduce(
    (sum, each) => sum + Math.max(0, (each.planned ?? each.begun) - each.begun) + (each.begun - each.ended),
    0,
  );
  return { streams, dropped, interrupted: track.signal.aborted };
};
