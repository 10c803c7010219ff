import { holds, violated } from "../../contract/verdict.ts";
import { named } from "../evidence.ts";
import { rule } from "../rule.ts";

const longestMs = 5000;
/** Timers may be early by a part of a millisecond, and clocks round. */
const slackUs = 3000;

/** The delay that the service owes, ms; 0: none, for the value is bad. Undefined: no source has such a value. */
const owedMs = (text: string): number | undefined => {
  if (/^[1-9]\d{0,8}$/.test(text)) return Math.min(longestMs, Number(text));
  return text === "0" || text === "" || /^(-\d+|[a-z]+)$/i.test(text) ? 0 : undefined;
};

export const delayIsKept = rule({
  id: "delay-is-kept",
  sentence: "with delay the service answers that much later, at most 5 s, and says so; a bad value is ignored",
  clause: "every answer",
  level: "must",
  sources: ["facts 8.4"],
  judge: (view) => {
    const [text, ...more] = view.query.getAll("delay");
    const { status, headers } = view.answer;
    // Whether a 429 is delayed is unknown; force_status wins.
    if (text === undefined || more.length > 0 || status === 429 || view.query.has("force_status")) return undefined;
    const { gaps, startUs, endUs } = view.exchange;
    const owed = owedMs(text);
    if (owed === undefined || gaps?.headers === true) return undefined;
    const says = headers.get("x-simulated-delay-ms");
    const announced = `${says === undefined ? "no X-Simulated-Delay-Ms" : `X-Simulated-Delay-Ms: ${says}`} with ${status} to ${named(view)}`;
    if (owed === 0) {
      if (says === undefined || says.trim() === "0") return holds;
      return violated("no delay for a bad value", `${announced} with delay=${text}`, [view.seq]);
    }
    if (says?.trim() !== String(owed)) return violated(`X-Simulated-Delay-Ms: ${owed}`, announced, [view.seq]);
    if (gaps?.times !== undefined || endUs - startUs >= owed * 1000 - slackUs) return holds;
    return violated(`an answer after ${owed} ms`, `one after ${Math.round((endUs - startUs) / 1000)} ms`, [view.seq]);
  },
});
