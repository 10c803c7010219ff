import { STATUS_CODES } from "node:http";
import type { Decision } from "../limiter/limiter.ts";
import { type Call, message, respond, type Simulation } from "./call.ts";
import type { Handler } from "./fault.ts";
import { formatOf } from "./format.ts";
import { anonymous } from "./identity.ts";

const readable = [
  ...["Total", "Pages", "Page", "Limit"].map((name) => `X-Pagination-${name}`),
  ...["Current", "Next", "Previous"].map((name) => `X-Links-${name}`),
  ...["Limit", "Remaining", "Reset"].map((name) => `X-RateLimit-${name}`),
];

/**
 * What lets a page of any origin read an answer, in the form of rack-cors, which is usual for such a service; the exact
 * values were never seen (facts 11.3, open). @see facts 6.7, facts 12.8
 */
const corsHeaders: Readonly<Record<string, string>> = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS, HEAD",
  "Access-Control-Expose-Headers": readable.join(", "),
  "Access-Control-Max-Age": "7200",
};

/** The headers that answer a browser's preflight request; undefined for any other request. */
const preflightHeaders = ({ method, headers }: Request): Readonly<Record<string, string>> | undefined => {
  if (method !== "OPTIONS" || !headers.has("access-control-request-method")) return undefined;
  const requested = headers.get("access-control-request-headers");
  return requested === null ? corsHeaders : { ...corsHeaders, "Access-Control-Allow-Headers": requested };
};

/** A status that the caller requested, with its phrase. */
interface Forced {
  readonly status: number;
  readonly phrase: string;
}

/** `?force_status=N` for a real 4xx or 5xx; anything else is ignored. @see facts 8.1, facts 8.2 */
const forcedStatus = (query: URLSearchParams): Forced | undefined => {
  const text = query.get("force_status");
  if (text === null || !/^[45]\d\d$/.test(text)) return undefined;
  // RFC 9110 renamed 422; the service follows it here and not elsewhere (facts 4.11).
  const phrase = text === "422" ? "Unprocessable Content" : STATUS_CODES[text];
  return phrase === undefined ? undefined : { status: Number(text), phrase };
};

const longestDelayMs = 5000;

/** `?delay=ms`, at most 5,000; bad values are ignored. @see facts 8.1, facts 8.2 */
const askedDelayMs = (query: URLSearchParams): number | undefined => {
  const text = query.get("delay");
  if (text === null || !/^\d{1,15}$/.test(text)) return undefined;
  const ms = Math.min(longestDelayMs, Number(text));
  return ms > 0 ? ms : undefined;
};

const noQuery = new URLSearchParams();
const noHeaders: Readonly<Record<string, string>> = {};

/** Where every path of the API lies. */
export const basePath = "/public/v2";

const readUrl = (url: string, accept: string | null, publicBaseUrl: string | undefined) => {
  const at = url.indexOf("?");
  const path = url.indexOf("/", url.indexOf("://") + 3);
  const base = publicBaseUrl ?? (path < 0 ? url : url.slice(0, path)) + basePath;
  return {
    query: at < 0 ? noQuery : new URLSearchParams(url.slice(at + 1)),
    apiUrl: base,
    format: formatOf(at < 0 ? url : url.slice(0, at), accept),
  };
};

/**
 * What every request passes before its route, in the order of facts, last section: force_status, delay, an unknown token
 * (401), the rate limit (429). The route goes on with: visible (404), a write without token (401), validation (422), act.
 *
 * Where nothing waits the answer is no promise, for each of them costs a socket as much as a part of the route.
 */
export const createPipeline = (
  simulation: Simulation,
  route: (request: Request, call: Call) => Response | Promise<Response>,
): Handler => {
  const { policy, clock } = simulation;

  const refuse = async (request: Request, call: Call): Promise<Response> => {
    await policy.whenRefused(async () => route(request, call));
    return respond(simulation, call, message(call, 429, "Too many requests"));
  };

  const settle = (response: Response, undo: (() => void) | undefined): Response => {
    if (undo !== undefined) policy.settle(response.status, undo);
    return response;
  };

  /** @param decision of the limiter, and what takes it back; undefined: the caller has no budget */
  const act = (
    request: Request,
    call: Call,
    forced: Forced | undefined,
    decision: Decision | undefined,
    undo: (() => void) | undefined,
  ): Response | Promise<Response> => {
    let refused = false;
    if (decision !== undefined) {
      call.headers = { ...call.headers, ...policy.rateHeaders(simulation.limit, decision) };
      refused = policy.refuses(decision);
    }

    if (forced !== undefined) {
      const { status, phrase } = forced;
      const body = JSON.stringify({ message: `Simulated ${status} ${phrase}`, simulated: true });
      return respond(simulation, call, { status, body, headers: { "X-Simulated-Status": String(status) } });
    }
    if (refused) return refuse(request, call);
    const response = route(request, call);
    return response instanceof Promise ? response.then((late) => settle(late, undo)) : settle(response, undo);
  };

  const pass = (request: Request, call: Call, forced: Forced | undefined): Response | Promise<Response> => {
    const { query } = call;
    const token = policy.tokenIn(request.headers.get("authorization"), query);
    const account = token === undefined ? undefined : policy.accountOf(token, simulation.accounts, request.method);
    if (token !== undefined && account === undefined && forced === undefined) {
      return respond(simulation, call, message(call, 401, "Invalid token"));
    }
    if (account !== undefined) {
      call.caller = { account, token };
      const budget = simulation.budget(policy.budgetOf(call.caller));
      const undo = budget.mark();
      const charged = policy.charge(budget, clock.nowUs());
      return charged instanceof Promise
        ? charged.then((decision) => act(request, call, forced, decision, undo))
        : act(request, call, forced, charged, undo);
    }
    return act(request, call, forced, undefined, undefined);
  };

  return (request) => {
    const { headers } = request;
    const { query, apiUrl, format } = readUrl(request.url, headers.get("accept"), simulation.publicBaseUrl);
    const call: Call = { query, apiUrl, format, caller: anonymous, headers: noHeaders };
    if (headers.has("origin")) {
      const preflight = preflightHeaders(request);
      call.headers = preflight ?? corsHeaders;
      if (preflight !== undefined) return respond(simulation, call, { status: 200 });
    }
    const forced = query === noQuery ? undefined : forcedStatus(query);
    const delayMs = (query === noQuery || forced !== undefined ? undefined : askedDelayMs(query)) ?? 0;
    if (delayMs > 0) call.headers = { ...call.headers, "X-Simulated-Delay-Ms": String(delayMs) };
    if (delayMs + simulation.latencyMs > 0) {
      return clock.sleep(delayMs + simulation.latencyMs).then(() => pass(request, call, forced));
    }
    return pass(request, call, forced);
  };
};
