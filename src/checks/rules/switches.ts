import { holds, violated } from "../../contract/verdict.ts";
import { asksForXml, delayMsOf, named, quote, wasKept } from "../evidence.ts";
import { rule, statefulRule } from "../rule.ts";

export const forceStatusIsHonoured = rule({
  id: "force-status-is-honoured",
  sentence: "a request with force_status is answered with that status, whatever its operation and caller",
  clause: "every answer",
  level: "must",
  sources: ["facts 8.1"],
  includeGatewayResponses: true,
  judge: (view) => {
    const { forced, answer } = view;
    if (forced === undefined || answer.fromGateway || answer.status === 429) return undefined;
    if (answer.status === forced) return holds;
    return violated(String(forced), `${answer.status} to ${named(view)} with force_status=${forced}`, [view.seq]);
  },
});

export const otherForcedValuesAreIgnored = rule({
  id: "other-forced-values-are-ignored",
  sentence: "without a force_status that names an error, no answer says that it is simulated",
  clause: "every answer",
  level: "observed",
  sources: ["facts 8.2"],
  judge: (view) => {
    const { forced, answer, query } = view;
    if (forced !== undefined) return undefined;
    const { header, body } = answer.marks;
    if (header === undefined && !body) return query.has("force_status") ? holds : undefined;
    const value = query.get("force_status");
    const received = `${answer.status}, X-Simulated-Status: ${header ?? "absent"} and ${quote(answer.raw.body)}`;
    return violated(
      "an answer as without the switch",
      `${received} to ${named(view)} with ${value === null ? "no force_status" : `force_status=${quote(value)}`}`,
      [view.seq],
    );
  },
});

/** Timers may be early by a part of a millisecond, and clocks round. */
const slackUs = 3000;

/** A service without the switches, which came in 2026, keeps no delay either: it is known by force_status. */
export const delayIsKept = statefulRule({
  id: "delay-is-kept",
  sentence: "with delay the service answers that much later, at most 5 s, and says so; a bad value is ignored",
  clause: "every answer",
  level: "must",
  sources: ["facts 8.4"],
  includeGatewayResponses: true,
  start: () => ({ unheard: false }),
  judge: (view, service) => {
    const { forced, answer } = view;
    if (answer.fromGateway) return undefined;
    const marked = answer.marks.header !== undefined || answer.marks.body;
    if (forced !== undefined && answer.status !== 429 && answer.status !== forced && !marked) service.unheard = true;
    const [text, ...more] = view.query.getAll("delay");
    const { status, headers } = answer;
    // Whether a 429 is delayed is unknown; force_status wins.
    if (text === undefined || more.length > 0 || status === 429 || view.query.has("force_status")) return undefined;
    const { gaps, startUs, endUs } = view.exchange;
    const owed = delayMsOf(text);
    if (owed === undefined || !wasKept(view, "x-simulated-delay-ms")) return undefined;
    const says = headers.get("x-simulated-delay-ms");
    const announced = `${says === undefined ? "no X-Simulated-Delay-Ms" : `X-Simulated-Delay-Ms: ${says}`} with ${status} to ${named(view)}`;
    if (owed === 0) {
      if (says === undefined || says.trim() === "0") return holds;
      return violated("no delay for a bad value", `${announced} with delay=${text}`, [view.seq]);
    }
    if (says === undefined && service.unheard) return undefined;
    if (says?.trim() !== String(owed)) return violated(`X-Simulated-Delay-Ms: ${owed}`, announced, [view.seq]);
    if (gaps?.times !== undefined || endUs - startUs >= owed * 1000 - slackUs) return holds;
    return violated(`an answer after ${owed} ms`, `one after ${Math.round((endUs - startUs) / 1000)} ms`, [view.seq]);
  },
});

/** Those on which RFC 9110, its forerunner and every framework agree; facts 4.11 has that of 422. */
const phrases: { readonly [status: number]: string } = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  410: "Gone",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
};

export const simulatedAnswersSaySo = rule({
  id: "simulated-answers-say-so",
  sentence: "an answer to force_status has that status, and is marked as simulated in its body and a header",
  clause: "every answer",
  level: "must",
  sources: ["facts 8.1", "facts 8.3"],
  includeGatewayResponses: true,
  judge: (view) => {
    const { forced, answer } = view;
    if (forced === undefined || !answer.simulated || answer.fromGateway) return undefined;
    if (!wasKept(view, "x-simulated-status") || view.exchange.gaps?.body === true || asksForXml(view)) return undefined;
    const { body, marks } = answer;
    // The requested status may have come by itself, from a service that does not know the switch.
    if (marks.header === undefined && !marks.body) return undefined;
    const value = body.kind === "json" && typeof body.value === "object" && body.value !== null ? body.value : {};
    const says = "message" in value && typeof value.message === "string" ? value.message : "";
    const agrees = answer.status === forced && marks.header === String(forced) && marks.body;
    const phrase = phrases[forced];
    const fits =
      phrase === undefined ? says.startsWith(`Simulated ${forced}`) : says === `Simulated ${forced} ${phrase}`;
    if (agrees && fits) return holds;
    return violated(
      `${forced}, X-Simulated-Status: ${forced} and {"message":"Simulated ${forced} ${phrase ?? "…"}","simulated":true}`,
      `${answer.status}, X-Simulated-Status: ${marks.header ?? "absent"} and ${quote(answer.raw.body)} to ${named(view)}`,
      [view.seq],
    );
  },
});
