import { headerOf } from "../../contract/exchange.ts";
import { holds, violated } from "../../contract/verdict.ts";
import { quote } from "../evidence.ts";
import { statefulRule } from "../rule.ts";

export const browsersMayRead = statefulRule({
  id: "browsers-may-read",
  sentence: "a preflight request is granted, and pages of any origin may read the pagination headers",
  clause: "every answer",
  level: "observed",
  sources: ["facts 6.7", "facts 12.8"],
  start: () => undefined,
  judge: (view) => {
    const origin = headerOf(view.sent.request, "origin");
    const { headers, status } = view.answer;
    if (origin === undefined || view.operation?.id !== "listUsers" || status !== 200) return undefined;
    if (view.exchange.gaps !== undefined) return undefined;
    const allowed = headers.get("access-control-allow-origin");
    const exposed = headers.get("access-control-expose-headers") ?? "";
    if ((allowed === "*" || allowed === origin) && /\*|x-pagination-/i.test(exposed)) return holds;
    const received = `Access-Control-Allow-Origin: ${quote(allowed)}, Access-Control-Expose-Headers: ${quote(exposed)}`;
    return violated("an origin allowed and X-Pagination-* exposed", received, [view.seq]);
  },
  onSkipped: ({ answer, sent, seq, exchange }) => {
    if (answer === undefined || answer.fromGateway || exchange.gaps !== undefined) return undefined;
    const wanted = headerOf(sent.request, "access-control-request-method");
    if (sent.request.method !== "OPTIONS" || wanted === undefined || answer.status === 429) return undefined;
    const allowed = answer.headers.get("access-control-allow-origin");
    if (answer.status >= 300 || allowed === undefined)
      return violated("2xx with Access-Control-Allow-Origin", `${answer.status} with ${quote(allowed)}`, [seq]);
    // Three methods need no leave (Fetch standard, CORS-safelisted methods).
    const methods = answer.headers.get("access-control-allow-methods") ?? "";
    const granted =
      /^(?:GET|HEAD|POST)$/.test(wanted) || methods.split(",").some((one) => [wanted, "*"].includes(one.trim()));
    return granted ? holds : violated(`Access-Control-Allow-Methods with ${wanted}`, quote(methods), [seq]);
  },
});
