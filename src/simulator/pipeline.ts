import type { Decision } from "../limiter/limiter.ts";
import { type Call, message, respond, type Simulation } from "./call.ts";
import type { Handler } from "./fault.ts";
import { anonymous } from "./identity.ts";
import { askedDelayMs, corsHeaders, type Forced, forcedStatus, formatOf, preflightHeaders } from "./negotiation.ts";

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
