import { holds, violated } from "../../contract/verdict.ts";
import { named, quote, wasKept } from "../evidence.ts";
import { rule } from "../rule.ts";

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
    if (!wasKept(view, "x-simulated-status") || view.exchange.gaps?.body === true) return undefined;
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
