import type { RuleFailure } from "../checks/rule.ts";
import { startRecordingProxy } from "../client/recording-proxy.ts";
import { watchUnderWay } from "../client/transport.ts";
import { type AnswerOrigins, createAnswerOrigins } from "../contract/answer-origins.ts";
import { defined } from "../contract/defined.ts";
import { seenThroughMs } from "../contract/ending.ts";
import type { Exchange } from "../contract/exchange.ts";
import type { AnswerOrigin } from "../contract/gateway.ts";
import type { ProxyRecord } from "../contract/proxy-record.ts";
import type { ContractRecord } from "../contract/run.ts";
import type { Authority } from "./certificate.ts";
import type { OpenTarget } from "./open-target.ts";
import { createProxyJudge } from "./proxy-judge.ts";
import { createProxyTally } from "./proxy-tally.ts";

export interface ProxyRunOptions {
  readonly open: OpenTarget;
  /** On 127.0.0.1; 0: any free one. */
  readonly port: number;
  readonly seed: number;
  /** Whose certificate tools trust. */
  readonly authority: Authority;
  /** The service's own base URL, whose host is answered for, also where the simulator stands in. */
  readonly baseUrl: string;
  /** @see ToolCallers */
  readonly addToken: boolean;
  readonly rewrite: boolean;
  readonly passOthers: boolean;
  /** Called with each rule when it is first broken. */
  readonly onBroken?: (broken: RuleFailure) => void;
  /** Called with each answer, and who wrote it. */
  readonly onAnswer?: (exchange: Exchange, origin: AnswerOrigin, origins: AnswerOrigins) => void;
  /** Called with each request of a tool that was refused, as long as it is new. */
  readonly onRefused?: (what: string) => void;
}

/** What a tool did, and what the rules say of it. */
export interface ProxyRunResult {
  readonly contract: ContractRecord;
  readonly proxy: ProxyRecord;
}

export interface ProxyRun {
  readonly url: string;
  /** The service that tools may name themselves. */
  readonly origin: string;
  readonly requests: number;
  /** The longest that a request was held so far, ms. */
  readonly longestHeldMs: number;
  /**
   * Lets nothing more leave, waits for what is under way, and concludes.
   * @param interrupted it was cut off, not ended
   */
  end(interrupted: boolean): Promise<ProxyRunResult>;
  /** Stops listening; for when it can't go on. */
  close(): Promise<void>;
}

/** Different refusals that are reported as they happen. */
const mostReported = 20;
/** What every token of the embedded simulator looks like. */
const simulatedToken = /^[0-9a-f]{64}$/i;

/**
 * Starts the proxy in front of a target, as the target's stand-in and as the HTTP proxy of tools that name the service
 * themselves, and has all that passes recorded and judged.
 * @throws the socket's own error where the port cannot be had
 */
export const startProxyRun = async (options: ProxyRunOptions): Promise<ProxyRun> => {
  const { open, port, seed, authority, onAnswer, onRefused } = options;
  const { transport, target } = open;
  const { origin, hostname } = new URL(options.baseUrl);
  const tally = createProxyTally();
  const reported = new Set<string>();
  const refused = (what: string) => {
    tally.refused(what);
    if (reported.size < mostReported && !reported.has(what)) onRefused?.(what);
    reported.add(what);
  };
  const origins = createAnswerOrigins();
  let requests = 0;

  const proxy = await startRecordingProxy({
    transport,
    port,
    tools: {
      tokens: target.tokens,
      ...defined({ tokenShape: open.simulator === undefined ? undefined : simulatedToken }),
      addToken: options.addToken,
      rewrite: options.rewrite,
      forward: { origin, ...(await authority.certificateFor(hostname)), passOthers: options.passOthers },
      onServed: tally.served,
      onGone: tally.gaveUp,
      onRefused: refused,
      onDistrust: (why) => refused(`TLS with ${hostname}, as if the certificate were not trusted: ${why}`),
    },
  });
  // Not before: where the port cannot be had, no thread is to be ended.
  const judge = createProxyJudge({
    basePath: new URL(target.baseUrl).pathname,
    seed,
    stays: open.simulator === undefined,
    onBroken: (broken) => options.onBroken?.(broken),
    onUnspecified: tally.unspecified,
  });
  const unlisten = transport.listen((event) => {
    judge.listener(event);
    if (event.type === "sent") return;
    requests++;
    const origin = origins.add(event.exchange);
    onAnswer?.(event.exchange, origin, origins);
  });
  const underWay = watchUnderWay(transport);
  let closing: Promise<void> | undefined;
  const stop = () => {
    closing ??= proxy.close();
    return closing;
  };
  return {
    url: proxy.url,
    origin,
    get requests() {
      return requests;
    },
    get longestHeldMs() {
      return tally.longestHeldMs;
    },
    end: async (interrupted) => {
      await stop();
      // The callers' records are not ours to delete; what became of them is reported all the same.
      await underWay.none(AbortSignal.timeout(seenThroughMs));
      underWay.close();
      unlisten();
      const reason = origins.tooManyForeign() ?? origins.silentAtTheEnd();
      const contract = await judge.end({ requests, reason, interrupted });
      return { contract, proxy: tally.record() };
    },
    close: async () => {
      await stop();
      await judge.close();
    },
  };
};
