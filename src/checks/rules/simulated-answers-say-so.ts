import { holds, violated } from "../../contract/verdict.ts";
import { named, quote } from "../evidence.ts";
import { rule } from "../rule.ts";

export const simulatedAnswersSaySo = rule({
  id: "simulated-answers-say-so",
  sentence: "an answer to force_status has that status, and is marked as simulated in its body and a header",
  clause: "every answer",
  level: "must",
  sources: ["facts 8.1"],
  includeGatewayResponses: true,
  judge: (view) => {
    const { forced, answer } = view;
    if (forced === undefined || !answer.simulated || answer.fromGateway) return undefined;
    if (view.exchange.gaps?.headers === true || view.exchange.gaps?.body === true) return undefined;
    const { body, marks } = answer;
    // The requested status may have come by itself, from a service that does not know the switch.
    if (marks.header === undefined && !marks.body) return undefined;
    const value = body.kind === "json" && typeof body.value === "object" && body.value !== null ? body.value : {};
    const says = "message" in value && typeof value.message === "string" ? value.message : "";
    const agrees = answer.status === forced && marks.header === String(forced) && marks.body;
    if (agrees && says.startsWith(`Simulated ${forced}`)) return holds;
    return violated(
      `${forced}, X-Simulated-Status: ${forced} and {"message":"Simulated ${forced} …","simulated":true}`,
      `${answer.status}, X-Simulated-Status: ${marks.header ?? "absent"} and ${quote(answer.raw.body)} to ${named(view)}`,
      [view.seq],
    );
  },
});
