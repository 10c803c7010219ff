import type { HttpAdapter, Stopwatch } from "./adapter.ts";

/** An HTTP adapter whose times are on realClock, for a transport whose clock is ahead of it by so much. */
export const aheadAdapter = (adapter: HttpAdapter, aheadUs: () => number): HttpAdapter => {
  const send: HttpAdapter = async (request, options) => {
    const byUs = aheadUs();
    const { notBeforeUs, stopwatch } = options;
    const own: Stopwatch = {};
    const outcome = await adapter(request, {
      ...options,
      stopwatch: own,
      ...(notBeforeUs === undefined ? {} : { notBeforeUs: notBeforeUs - byUs }),
    });
    if (stopwatch !== undefined && own.times !== undefined) {
      const { takenUs, sentUs, endUs, connectUs } = own.times;
      stopwatch.times = {
        takenUs: takenUs + byUs,
        sentUs: sentUs === undefined ? undefined : sentUs + byUs,
        endUs: endUs + byUs,
        connectUs,
      };
    }
    return outcome;
  };
  return Object.assign(send, {
    ...(adapter.keepsTime ? { keepsTime: true as const } : {}),
    ...(adapter.close === undefined ? {} : { close: () => adapter.close?.() ?? Promise.resolve() }),
  });
};
