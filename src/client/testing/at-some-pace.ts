/**
 * Runs a check of what has to happen while this thread is busy or asleep, with more and more time for it, until one passes.
 * On a busy machine another thread may get no turn within a few milliseconds; what is wrong is wrong at every pace.
 */
export const atSomePace = async (check: (pace: number) => Promise<void>): Promise<void> => {
  for (const pace of [1, 4]) {
    try {
      return await check(pace);
    } catch {
      // Perhaps for want of time.
    }
  }
  return check(16);
};

/** Holds this thread up, without processor time: no timer fires and no answer is read here meanwhile. For tests. */
export const blockMs = (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
};
