import { holds, violated } from "../../contract/verdict.ts";
import { named, quote, wasKept } from "../evidence.ts";
import { rule } from "../rule.ts";
import { unspecifiedInputOf } from "../unspecified-input.ts";

export const mediaType = rule({
  id: "media-type",
  sentence: "a documented body is labelled application/json, in UTF-8 where it says so",
  clause: "every answer",
  level: "must",
  sources: ["guide G1", "facts 6.1"],
  judge: (view) => {
    const { spec, headers } = view.answer;
    if (spec?.mediaType !== "application/json" || !wasKept(view, "content-type")) return undefined;
    if (unspecifiedInputOf(view) !== undefined) return undefined;
    const label = headers.get("content-type");
    const charset = /;\s*charset\s*=\s*"?([^";\s,]+)/i.exec(label ?? "")?.[1]?.toLowerCase();
    const fits = view.answer.mediaType === spec.mediaType && (charset ?? "utf-8").replace("utf8", "utf-8") === "utf-8";
    return fits
      ? holds
      : violated(
          "Content-Type: application/json; charset=utf-8",
          `${label === undefined ? "no Content-Type" : quote(label)} with ${view.answer.status} to ${named(view)}`,
          [view.seq],
        );
  },
});
