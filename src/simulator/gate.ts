import type { Decision } from "../limiter/limiter.ts";
import { type Call, message, respond, type Simulation } from "./call.ts";
import { anonymous } from "./identity.ts";
import { askedDelayMs, type Forced, forcedStatus } from "./switches.ts";
import type { Handler } from "./wire-fault.ts";

const noQuery = new URLSearchParams();
const noHeaders: Readonly<Record<string, string>> = {};

/** Where every path of the API lies. */
export const basePath = "/public/v2";

const readUrl = (url: string, publicBaseUrl: string | undefined) => {
  const at = url.indexOf("?");
  const path = url.indexOf("/", url.indexOf("://") + 3);
  const base = publicBaseUrl ?? (path < 0 ? url : url.slice(0, path)) + basePath;
  return { query: at < 0 ? noQuery : new URLSearchParams(url.slice(at + 1)), usersUrl: `${base}/users` };
};

/**
 * What every request passes before its route, in the order of facts, last section: force_status, delay, an unknown token
 * (401), the rate limit (429). The route goes on with: visible (404), a write without token (401), validation (422), act.
 *
 * Where nothing waits the answer is no promise, for each of them costs a socket as much as a part of the route.
 */
export const createGate = (
  simulation: Simulation,
  route: (request: Request, call: Call) => Response | Promise<Response>,
): Handler => {
  const { policy, clock } = simulation;

  const refuse = async (request: Request, call: Call): Promise<Response> => {
    await policy.whenRefused(async () => route(request, call));
    return respond(simulation, call, message(429, "Too many requests"));
  };

  const answer = (request: Request, call: Call, undo: () => void): Response | Promise<Response> => {
    const response = route(request, call);
    if (response instanceof Promise) return response.then((late) => settled(late, undo));
    return settled(response, undo);
  };
  const settled = (response: Response, undo: () => void): Response => {
    policy.settle(response.status, undo);
    return response;
  };

  const simulated = (call: Call, { status, phrase }: Forced): Response => {
    const body = JSON.stringify({ message: `Simulated ${status} ${phrase}`, simulated: true });
    return respond(simulation, call, { status, body, headers: { "X-Simulated-Status": String(status) } });
  };

  const charged = (
    request: Request,
    call: Call,
    forced: Forced | undefined,
    undo: () => void,
    decision: Decision,
  ): Response | Promise<Response> => {
    call.headers = { ...call.headers, ...policy.rateHeaders(simulation.limit, decision) };
    const refused = policy.refuses(decision);
    if (forced !== undefined) return simulated(call, forced);
    return refused ? refuse(request, call) : answer(request, call, undo);
  };

  const pass = (request: Request, call: Call, forced: Forced | undefined): Response | Promise<Response> => {
    const token = policy.tokenIn(request.headers.get("authorization"), call.query);
    const account = token === undefined ? undefined : policy.accountOf(token, simulation.accounts, request.method);
    if (account === undefined) {
      if (forced !== undefined) return simulated(call, forced);
      return token === undefined ? route(request, call) : respond(simulation, call, message(401, "Invalid token"));
    }
    call.caller = { account, token };
    const budget = simulation.budget(policy.budgetOf(call.caller));
    const undo = budget.mark();
    const decision = policy.charge(budget, clock.nowUs());
    return decision instanceof Promise
      ? decision.then((late) => charged(request, call, forced, undo, late))
      : charged(request, call, forced, undo, decision);
  };

  return (request) => {
    const { query, usersUrl } = readUrl(request.url, simulation.publicBaseUrl);
    const call: Call = { query, usersUrl, caller: anonymous, headers: noHeaders };
    const forced = query === noQuery ? undefined : forcedStatus(query);
    const delayMs = (query === noQuery || forced !== undefined ? undefined : askedDelayMs(query)) ?? 0;
    if (delayMs > 0) call.headers = { "X-Simulated-Delay-Ms": String(delayMs) };
    const waitMs = delayMs + simulation.latencyMs;
    return waitMs > 0 ? clock.sleep(waitMs).then(() => pass(request, call, forced)) : pass(request, call, forced);
  };
};
