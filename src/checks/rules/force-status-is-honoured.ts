import { holds, violated } from "../../contract/verdict.ts";
import { named } from "../evidence.ts";
import { rule } from "../rule.ts";

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
