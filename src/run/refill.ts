import type { Pacer } from "../client/pacing/pacer.ts";
import type { Clock } from "../contract/clock.ts";

/**
 * Whether the service's budget comes back about as fast as is believed. Headers alone do not tell: what Reset counts down
 * to differs by limiter, and it may be false. So it counts as unknown until the budget was seen to come back, or not to.
 */
export interface Refill {
  /** It does not come back in any time that a run could wait. */
  readonly scarce: boolean;
  /** Counts from now. */
  begin(): void;
  /**
   * Where it is unknown: waits up to a window and a half, looking now and then.
   * @param pause waits so many milliseconds
   * @param ask sends a cheap request, whose answer shows what is left
   */
  settle(pause: (ms: number) => Promise<void>, ask: () => Promise<unknown>): Promise<void>;
}

/** What is waited for first, requests: a bucket of the usual pace gives so many back in seconds. */
const firstWait = 4;
/** Then, in windows: one shows at its end, one that slides thereafter. */
const laterWaits = [1, 1 / 2];
/** Remaining may lag one call, so that only a second look shows what a wait has brought. */
const looks = 2;
const fewest = 2;
/** A budget that comes back at a fourth of the pace that is believed in is worth waiting for. */
const leastShare = 1 / 4;
const usualWindowS = 60;

interface Look {
  readonly remaining: number;
  readonly limit: number;
  readonly windowS: number;
  /** Requests that have left so far. */
  readonly sent: number;
  readonly atUs: number;
}

/** Whether as much has come back from one look to another as can be expected. */
const enough = (from: Look, to: Look): boolean => {
  const sent = to.sent - from.sent;
  const returned = to.remaining - from.remaining + sent;
  const atThatPace = ((to.atUs - from.atUs) / 1e6 / to.windowS) * to.limit;
  // A budget that is full takes no more.
  const most = to.limit - from.remaining + sent;
  return returned >= Math.max(fewest, Math.min(atThatPace, most) * leastShare);
};

/** @param look what is known of the budget; undefined: nothing */
export const createRefill = (clock: Clock, look: () => ReturnType<Pacer["view"]> | undefined): Refill => {
  let known: "unknown" | "comes back" | "scarce" = "unknown";
  let settling = false;
  let begun: Look | undefined;
  const take = (): Look | undefined => {
    const { remaining, limit, windowS = usualWindowS, sent = 0 } = look() ?? {};
    return remaining === undefined || limit === undefined
      ? undefined
      : { remaining, limit, windowS, sent, atUs: clock.nowUs() };
  };
  const comesBack = async (pause: (ms: number) => Promise<void>, ask: () => Promise<unknown>): Promise<boolean> => {
    const before = take();
    // Where the service says nothing of its budget there is nothing to keep to.
    if (begun === undefined || before === undefined || enough(begun, before)) return true;
    // Of calls at the same time the budget is believed to have cost more than it may have: that comes back with no time at all.
    await ask();
    const first = take() ?? before;
    if (enough(begun, first)) return true;
    for (const windows of [Math.min(1, firstWait / first.limit), ...laterWaits]) {
      await pause(first.windowS * 1000 * windows + 500);
      for (let i = 0; i < looks; i++) {
        await ask();
        const now = take();
        if (now === undefined || enough(begun, now) || enough(first, now)) return true;
      }
    }
    return false;
  };
  return {
    begin: () => {
      begun = take();
    },
    get scarce() {
      return known === "scarce";
    },
    settle: async (pause, ask) => {
      if (begun === undefined || known !== "unknown" || settling) return;
      settling = true;
      try {
        known = (await comesBack(pause, ask)) ? "comes back" : "scarce";
      } finally {
        settling = false;
      }
    },
  };
};
