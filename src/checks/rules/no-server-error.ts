import { holds, inconclusive, violated } from "../../contract/verdict.ts";
import { named, quote } from "../evidence.ts";
import { createRecurrence } from "../recurrence.ts";
import { statefulRule } from "../rule.ts";

export const noServerError = statefulRule({
  id: "no-server-error",
  sentence: "no input makes the application answer 5xx",
  clause: "every answer",
  level: "must",
  sources: ["guide G6", "facts 3.3", "facts 3.10", "facts 5.11"],
  includeGatewayResponses: true,
  start: createRecurrence,
  judge: (view, recurrence) => {
    recurrence.add(view);
    const { status, simulated, origin, raw } = view.answer;
    if (simulated) return undefined;
    if (origin.who !== "service") return inconclusive(origin.reason);
    if (status < 500 || status > 599) return holds;
    return violated("no 5xx", `${status} ${quote(raw.body)} to ${named(view)}`, [view.seq]);
  },
  onSkipped: (observation, recurrence) => {
    if (observation.failure !== undefined && observation.operation !== undefined) recurrence.add(observation);
    return undefined;
  },
  end: (recurrence) => recurrence.end(),
});
