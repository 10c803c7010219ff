import { holds, violated } from "../../contract/verdict.ts";
import { hasToken, named, quote } from "../evidence.ts";
import { rule } from "../rule.ts";
import { unspecifiedInputOf } from "../unspecified-input.ts";

export const validTokenIsAccepted = rule({
  id: "valid-token-is-accepted",
  sentence: "a token the service has accepted is never answered 401 or 403",
  clause: "identity",
  level: "must",
  sources: ["guide G1", "facts 2.1", "facts 2.11"],
  judge: (view) => {
    if (!hasToken(view)) return undefined;
    const { status, raw } = view.answer;
    // A write to a public record (facts 11.4) and a request that cannot be read (facts 11.1) may be refused in any way.
    if (status === 403 && view.id !== undefined && view.belief === undefined && view.operation?.id !== "getUser") {
      return undefined;
    }
    if (status >= 400 && unspecifiedInputOf(view) !== undefined) return undefined;
    return status === 401 || status === 403
      ? violated("an answer to a valid token", `${status} ${quote(raw.body)} to ${named(view)}`, [view.seq])
      : holds;
  },
});
