import { holds, inconclusive, violated } from "../../contract/verdict.ts";
import { named, quote } from "../evidence.ts";
import { rule } from "../rule.ts";

/** What a gateway says when it cannot reach the application; Cloudflare has its own range. */
const fromGateway = (status: number) =>
  status === 502 || status === 503 || status === 504 || (status >= 520 && status <= 530);

export const noServerError = rule({
  id: "no-server-error",
  sentence: "no input makes the application answer 5xx",
  clause: "every answer",
  level: "must",
  sources: ["guide G6", "facts 3.3", "facts 3.10", "facts 5.11"],
  evenFromEdge: true,
  judge: (view) => {
    const { status, mediaType, fromEdge, simulated, raw } = view.answer;
    if (simulated) return undefined;
    if (fromEdge) return inconclusive(`an edge answered ${status} in the application's place`);
    if (status < 500 || status > 599) return holds;
    if (fromGateway(status) && mediaType?.endsWith("json") !== true) {
      return inconclusive(`a gateway may have answered ${status} in the application's place`);
    }
    return violated("no 5xx", `${status} ${quote(raw.body)} to ${named(view)}`, [view.seq]);
  },
});
