import { answerFault, type Fault, wireFault } from "../fault.ts";
import { withHeaders, withJson } from "../responses.ts";

const withoutSwitch = (url: string, name = "force_status"): string => {
  const target = new URL(url);
  target.searchParams.delete(name);
  return target.href;
};

const forcedIn = (url: string): string | null => new URL(url).searchParams.get("force_status");
/** Shown to the handler without a switch. */
const without = (request: Request, name: string): Request => new Request(withoutSwitch(request.url, name), request);

/** The test switches of the query: force_status and delay. */
export const switchFaults: readonly Fault[] = [
  wireFault(
    {
      id: "bad-delay-answers-400",
      sentence: "The switch delay with a value that is no number answers 400.",
      class: "request",
      breaks: "documented-status",
    },
    (handler) => (request) => {
      const delay = new URL(request.url).searchParams.get("delay");
      if (delay === null || /^\d+$/.test(delay)) return handler(request);
      return new Response('{"message":"Bad Request"}', {
        status: 400,
        headers: { "content-type": "application/json; charset=utf-8", "x-runtime": "0.004000" },
      });
    },
  ),
  wireFault(
    {
      id: "delay-has-no-end",
      sentence: "The switch delay announces more than the 5 s that are waited at the most.",
      class: "request",
      breaks: "delay-is-kept",
    },
    (handler) => async (request) => {
      const delay = Number(new URL(request.url).searchParams.get("delay"));
      const response = await handler(request);
      return delay > 5000
        ? withHeaders(response, (headers) => headers.set("x-simulated-delay-ms", String(delay)))
        : response;
    },
  ),
  wireFault(
    {
      id: "delay-header-without-delay",
      sentence: "The switch delay is announced and not kept.",
      class: "request",
      breaks: "delay-is-kept",
    },
    (handler) => async (request) => {
      const { searchParams } = new URL(request.url);
      const response = await handler(without(request, "delay"));
      return searchParams.has("delay")
        ? withHeaders(response, (headers) => headers.set("x-simulated-delay-ms", searchParams.get("delay") ?? ""))
        : response;
    },
  ),
  wireFault(
    {
      id: "delay-ignored",
      sentence: "The switch delay is ignored.",
      class: "request",
      breaks: "delay-is-kept",
    },
    (handler) => (request) => handler(request.url.includes("delay=") ? without(request, "delay") : request),
  ),
  wireFault(
    {
      id: "force-status-asks-for-a-token",
      sentence: "The switch force_status is ignored for callers without a valid token.",
      class: "request",
      breaks: "force-status-is-honoured",
    },
    (handler) => async (request) => {
      if (forcedIn(request.url) === null) return handler(request);
      const plain = await handler(without(new Request(request.url, { headers: request.headers }), "force_status"));
      return plain.headers.has("x-ratelimit-limit") ? handler(request) : handler(without(request, "force_status"));
    },
  ),
  wireFault(
    {
      id: "force-status-forces-successes",
      sentence: "The switch force_status takes 200 and 201 as well.",
      class: "request",
      breaks: "other-forced-values-are-ignored",
    },
    (handler) => async (request) => {
      const forced = forcedIn(request.url) ?? "";
      const response = await handler(request);
      if (forced !== "200" && forced !== "201") return response;
      const headers = new Headers(response.headers);
      headers.set("x-simulated-status", forced);
      return new Response(`{"message":"Simulated ${forced} OK","simulated":true}`, { status: Number(forced), headers });
    },
  ),
  wireFault(
    {
      id: "force-status-ignored",
      sentence: "The switch force_status is ignored.",
      class: "request",
      breaks: "force-status-is-honoured",
    },
    (handler) => (request) =>
      handler(request.url.includes("force_status") ? new Request(withoutSwitch(request.url), request) : request),
  ),
  wireFault(
    {
      id: "force-status-knows-server-errors-only",
      sentence: "The switch force_status takes 5xx only.",
      class: "request",
      breaks: "force-status-is-honoured",
    },
    (handler) => (request) =>
      handler(/^4/.test(forcedIn(request.url) ?? "") ? without(request, "force_status") : request),
  ),
  answerFault(
    {
      id: "simulated-answers-show-no-budget",
      sentence: "A forced status comes without X-RateLimit-Limit, -Remaining and -Reset.",
      class: "rate-limit",
      breaks: "rate-headers-on-token",
    },
    (response) => {
      if (!response.headers.has("x-simulated-status")) return response;
      return withHeaders(response, (headers) => {
        for (const part of ["limit", "remaining", "reset"]) headers.delete(`x-ratelimit-${part}`);
      });
    },
  ),
  wireFault(
    {
      id: "simulated-status-header-missing",
      sentence: "A forced status comes without X-Simulated-Status.",
      class: "headers",
      breaks: "simulated-answers-say-so",
    },
    (handler) => async (request) =>
      withHeaders(await handler(request), (headers) => headers.delete("x-simulated-status")),
  ),
  answerFault(
    {
      id: "simulated-text-names-another-status",
      sentence: "The text of a forced status is that of 500 whatever the status.",
      class: "request",
      breaks: "simulated-answers-say-so",
    },
    (response) => {
      const forced = response.headers.get("x-simulated-status");
      if (forced === null) return response;
      return withJson(response, () => ({ message: `Simulated ${forced} Internal Server Error`, simulated: true }));
    },
  ),
  wireFault(
    {
      id: "simulated-write-is-done",
      sentence: "A write that force_status lets fail is done all the same.",
      class: "sequence",
      breaks: "refused-write-changes-nothing",
    },
    (handler) => async (request) => {
      if (!request.url.includes("force_status") || request.method === "GET") return handler(request);
      const quiet = new URL(request.url);
      quiet.searchParams.delete("force_status");
      await handler(new Request(quiet, request.clone()));
      return handler(request);
    },
  ),
];
