import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Draft } from "../../contract/defined.ts";
import type { Answer, BudgetName, Exchange, Failure, PassedOn, RequestSpec } from "../../contract/exchange.ts";
import type { Transport } from "../transport.ts";
import { type Caller, type CallersOptions, createCallers } from "./callers.ts";
import { type Address, bodyOf, forbid, refuse, reply, requestHeaders, rewriteTo } from "./messages.ts";

/** A request that is over. */
export interface Served {
  readonly exchange: Exchange;
  /** From when it had arrived to when it left. */
  readonly heldMs: number;
  /** Who sent it, as its answer has shown: an alias, or the name of the budget of a token whose account is unknown. */
  readonly caller: BudgetName;
}

/** For tools that know nothing of the proxy: what they send is passed on as it is. */
export interface ToolCallers extends CallersOptions {
  /** Headers that lead to the target lead to the proxy in what a tool is shown. Default true. */
  readonly rewrite?: boolean;
  /** Called with each request that is over. */
  readonly onServed?: (served: Served) => void;
  /** Called for each caller that went before its request could leave. */
  readonly onGone?: (heldMs: number) => void;
}

export interface PassOnOptions {
  readonly transport: Transport;
  /** @see RecordingProxyOptions.schedule */
  readonly schedule: (() => number | undefined) | undefined;
  readonly timeoutMs: number | undefined;
  readonly purpose: string;
  /** Undefined: callers are our own, name an alias and have no token. */
  readonly tools: ToolCallers | undefined;
}

/** Where a request came in. */
export interface Arrival extends Address {
  /** The origin that the request was sent to. */
  readonly origin: string;
  /** Aborted when its caller has gone. */
  readonly gone: AbortSignal;
  /** Origins whose pages may use a token of ours. */
  readonly ownOrigins: ReadonlySet<string>;
}

/** Sends a caller's request on when it may leave, and gives the caller what comes back. */
export type PassOn = (
  request: IncomingMessage,
  response: ServerResponse,
  arrival: Arrival,
) => Promise<void> | undefined;

/**
 * Why a request that comes from a web page may not pass; undefined: it does not come from one, or from this proxy's own.
 * Browsers set both headers themselves and no page can change them; `null` is the origin of files and sandboxes.
 */
const foreignPage = (
  { origin, "sec-fetch-site": site }: IncomingHttpHeaders,
  own: ReadonlySet<string>,
): string | undefined => {
  if (origin !== undefined && !own.has(origin.toLowerCase()))
    return "this proxy speaks with a token: web pages of another origin may not use it (Origin)";
  return site === "cross-site"
    ? "this proxy speaks with a token: web pages of another site may not use it (Sec-Fetch-Site)"
    : undefined;
};

const aliases: readonly (string | undefined)[] = ["A", "B", "anonymous", "invalid", undefined];
const ofOurs: CallersOptions = { tokens: {}, addToken: true };

const intendedBy = ({ "x-intended-us": text }: IncomingHttpHeaders): number | undefined =>
  typeof text === "string" && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

export const createPassOn = ({ transport, schedule, timeoutMs, purpose, tools }: PassOnOptions): PassOn => {
  const { clock } = transport;
  const { origin: targetOrigin } = new URL(transport.baseUrl);
  const callers = createCallers(tools ?? ofOurs);
  const rewriters = new Map<string, ReturnType<typeof rewriteTo>>();

  const rewriterFor = (origin: string) => {
    if (tools === undefined || tools.rewrite === false) return undefined;
    if (!rewriters.has(origin)) rewriters.set(origin, rewriteTo(targetOrigin, origin));
    return rewriters.get(origin);
  };

  const usesOurToken = ({ authorization, "x-gorest-as": alias }: IncomingHttpHeaders): boolean =>
    tools === undefined || alias !== undefined || (tools.addToken && authorization === undefined);

  const identify = ({ headers }: IncomingMessage, { path }: Address) =>
    callers.identify({
      headers: tools === undefined ? { "x-gorest-as": headers["x-gorest-as"] ?? "A" } : headers,
      path,
    });

  /** Waits for the next slot of the schedule. */
  const slotOf = async (next: () => number | undefined, gone: AbortSignal): Promise<number | undefined> => {
    const intendedUs = next();
    const aheadMs = intendedUs === undefined ? 0 : (intendedUs - clock.nowUs()) / 1000;
    if (aheadMs > 0) await clock.sleep(aheadMs, gone);
    return intendedUs;
  };

  /** What is sent for a request, except for its slot. */
  const outgoingOf = (
    request: IncomingMessage,
    body: string,
    { path, fromRoot, gone }: Arrival,
    { as, authorization, budget, asAnswered }: Caller,
    onOutcome: (raw: Answer | Failure) => void,
  ): Draft<RequestSpec> => {
    const outgoing: Draft<RequestSpec> = {
      method: request.method ?? "GET",
      path,
      as,
      headers: requestHeaders(request, tools !== undefined),
      purpose,
      waitSignal: gone,
    };
    if (tools !== undefined) {
      const passedOn: Draft<PassedOn> = { budget, fromRoot, onOutcome };
      if (authorization !== undefined) passedOn.authorization = authorization;
      if (asAnswered !== undefined) passedOn.asAnswered = asAnswered;
      outgoing.passedOn = passedOn;
    }
    if (body !== "") outgoing.body = body;
    if (timeoutMs !== undefined) outgoing.timeoutMs = timeoutMs;
    return outgoing;
  };

  /** All in one, since each further async function on the way of a request costs as much as reading its headers. */
  const serve = async (request: IncomingMessage, response: ServerResponse, arrival: Arrival): Promise<void> => {
    const asBody = bodyOf(request);
    const body = typeof asBody === "string" ? asBody : await asBody;
    const arrivedUs = clock.nowUs();
    const entered = callers.enter();
    if (entered !== undefined) await entered;
    let caller: Caller | undefined;
    let exchange: Exchange | undefined;
    try {
      const known = identify(request, arrival);
      caller = known instanceof Promise ? await known : known;
      if (caller === undefined) {
        const alias = request.headers["x-gorest-as"]?.toString() ?? "A";
        return refuse(response, 409, `x-gorest-as: ${alias} stands for the token that the tool itself sends`);
      }
      let raw: Answer | Failure | undefined;
      const outgoing = outgoingOf(request, body, arrival, caller, (outcome) => {
        raw = outcome;
      });
      const intendedUs = schedule === undefined ? intendedBy(request.headers) : await slotOf(schedule, arrival.gone);
      if (intendedUs !== undefined) outgoing.intendedUs = intendedUs;
      exchange = await transport.send(outgoing);
      const as = caller.over?.(exchange) ?? caller.as;
      // Whoever sent no token of ours sees what came. Else ours might be in it.
      const shown = (caller.authorization === undefined ? undefined : raw) ?? exchange.outcome;
      reply(request, response, shown, rewriterFor(arrival.origin));
      const heldMs = Math.max(0, exchange.startUs - arrivedUs) / 1000;
      tools?.onServed?.({ exchange, heldMs, caller: as === "unknown" ? caller.budget : as });
    } catch (error) {
      if (exchange === undefined && caller !== undefined) {
        caller.over?.();
        if (arrival.gone.aborted) tools?.onGone?.((clock.nowUs() - arrivedUs) / 1000);
      }
      throw error;
    } finally {
      callers.leave();
    }
  };

  return (request, response, arrival) => {
    const { headers } = request;
    const foreign = usesOurToken(headers) ? foreignPage(headers, arrival.ownOrigins) : undefined;
    if (foreign !== undefined) return forbid(response, foreign);
    return aliases.includes(headers["x-gorest-as"]?.toString())
      ? serve(request, response, arrival)
      : refuse(response, 400, "x-gorest-as is A, B, anonymous or invalid");
  };
};
