import type { Clock } from "../../contract/clock.ts";
import { type Answer, bodyLimitBytes, type Failure, type Header } from "../../contract/exchange.ts";
import { seededRandom } from "../../contract/random.ts";
import type { AdapterOptions, AdapterRequest, HttpAdapter } from "./adapter.ts";
import { abortedFailure, answerOf, failureOf, type Head, partialOf, timeoutFailure } from "./outcome.ts";

/** What the simulator is, and Node's own fetch nearly. */
export type FetchHandler = (request: Request) => Promise<Response> | Response;

export interface FetchAdapterOptions {
  readonly clock: Clock;
  /** Time a call spends on the way, half of it before the handler and half after, ms. Default 0: none. */
  readonly latencyMs?: number;
  /** Draws the jitter, from half to one and a half of each way. Default 1. */
  readonly seed?: number;
}

/** How far a call has come; what a timeout finds. */
interface Progress {
  sent: boolean;
  over: boolean;
  head: Head | undefined;
  readonly chunks: Buffer[];
}

const bytesOf = ({ chunks }: Progress): Buffer =>
  chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks);

const readBody = async (response: Response, progress: Progress): Promise<void> => {
  if (response.body === null) return;
  const reader = response.body.getReader();
  let size = 0;
  while (!progress.over) {
    const { done, value } = await reader.read();
    if (done) return;
    progress.chunks.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
    size += value.byteLength;
    if (size > bodyLimitBytes) break;
  }
  await reader.cancel();
};

/**
 * A {@link HttpAdapter} over a function from request to response, in process: no socket, time by the given clock. The latency
 * makes parallel calls overlap as they would on a network, the same way for the same seed.
 */
export const fetchAdapter = (handler: FetchHandler, options: FetchAdapterOptions): HttpAdapter => {
  const { clock, latencyMs = 0 } = options;
  const random = seededRandom(options.seed ?? 1);
  const wayMs = () => (latencyMs / 2) * (0.5 + random());

  const run = async (request: AdapterRequest, progress: Progress): Promise<Answer | Failure> => {
    try {
      const backMs = latencyMs > 0 ? wayMs() : 0;
      if (latencyMs > 0) await clock.sleep(wayMs());
      if (progress.over) return abortedFailure(false);
      const message = new Request(request.url, {
        method: request.method,
        headers: request.headers,
        ...(request.body === undefined ? {} : { body: request.body }),
        redirect: "manual",
      });
      progress.sent = true;
      const response = await handler(message);
      if (latencyMs > 0) await clock.sleep(backMs);
      const headers: Header[] = [];
      for (const pair of response.headers) headers.push(pair);
      progress.head = { status: response.status, headers, headUs: clock.nowUs() };
      await readBody(response, progress);
      return answerOf(progress.head, bytesOf(progress));
    } catch (error) {
      return broken(progress, (sent, partial) => failureOf(error, sent, partial));
    }
  };

  const broken = async (
    progress: Progress,
    make: (sent: boolean, partial: Answer | undefined) => Failure,
  ): Promise<Failure> =>
    make(progress.sent, progress.head === undefined ? undefined : await partialOf(progress.head, bytesOf(progress)));

  return (request: AdapterRequest, { timeoutMs, signal }: AdapterOptions) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve(abortedFailure(false));
      const progress: Progress = { sent: false, over: false, head: undefined, chunks: [] };
      const settle = (outcome: Answer | Failure | Promise<Failure>) => {
        if (progress.over) return;
        progress.over = true;
        signal?.removeEventListener("abort", onAbort);
        disarm();
        resolve(outcome);
      };
      const onAbort = () => settle(broken(progress, abortedFailure));
      signal?.addEventListener("abort", onAbort, { once: true });
      run(request, progress).then(settle);
      const disarm = clock.after(timeoutMs, () =>
        settle(broken(progress, (sent, partial) => timeoutFailure(timeoutMs, sent, partial))),
      );
    });
};
