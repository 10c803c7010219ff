import type { Transport } from "./transport.ts";

/** Requests that have left and have no answer yet. */
export interface UnderWay {
  /** Resolves when there are none, or when the signal is aborted. */
  readonly none: (signal: AbortSignal) => Promise<void>;
  readonly close: () => void;
}

/** Whoever cleans up must wait for these first: a create whose answer is still to come makes one more record. */
export const watchUnderWay = (transport: Pick<Transport, "listen">): UnderWay => {
  const seqs = new Set<number>();
  const waiting = new Set<() => void>();
  const close = transport.listen((event) => {
    if (event.type === "sent") seqs.add(event.sent.seq);
    else seqs.delete(event.exchange.seq);
    if (seqs.size === 0) for (const resolve of waiting) resolve();
  });
  return {
    none: (signal) =>
      new Promise((resolve) => {
        if (seqs.size === 0 || signal.aborted) return resolve();
        const settle = () => {
          waiting.delete(settle);
          signal.removeEventListener("abort", settle);
          resolve();
        };
        waiting.add(settle);
        signal.addEventListener("abort", settle, { once: true });
      }),
    close,
  };
};
