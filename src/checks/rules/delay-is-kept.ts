import { holds, violated } from "../../contract/verdict.ts";
import { named, wasKept } from "../evidence.ts";
import { statefulRule } from "../rule.ts";

const longestMs = 5000;
/** Timers may be early by a part of a millisecond, and clocks round. */
const slackUs = 3000;

/** The delay that the service owes, ms; 0: none, for the value is bad. Undefined: no source has such a value. */
const owedMs = (text: string): number | undefined => {
  if (/^[1-9]\d{0,8}$/.test(text)) return Math.min(longestMs, Number(text));
  return text === "0" || text === "" || /^(-\d+|[a-z]+)$/i.test(text) ? 0 : undefined;
};

/** A service that never heard of the switches, which came in 2026, keeps no delay either: it is known by force_status. */
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
    const owed = owedMs(text);
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
