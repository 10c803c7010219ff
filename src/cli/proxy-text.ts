import { specOperations } from "../contract/document.ts";
import { targetName } from "../contract/target.ts";
import { trustLines } from "../session/certificate.ts";
import type { OpenTarget } from "../session/open-target.ts";
import type { ProxyRun, ProxyRunResult } from "../session/proxy-run.ts";
import { table } from "./terminal.ts";

/** What of the flags is printed at the start. */
interface StartFlags {
  readonly pace: string;
  readonly addToken?: boolean;
  readonly unlimited?: boolean;
}

/** How tools come to send their requests through here. */
export const proxyStartLines = (
  proxy: Pick<ProxyRun, "url" | "origin">,
  caFile: string,
  { info }: Pick<OpenTarget, "info">,
  flags: StartFlags,
): readonly string[] => {
  const { pathname } = new URL(info.baseUrl);
  const simulated = info.kind === "simulator";
  return [
    `target: ${targetName(info)}, tokens ${info.tokens.join(" and ")}, pace ${flags.pace}`,
    `proxy:  ${proxy.url}`,
    "",
    `A tool whose base URL can be set: ${proxy.url}${pathname}`,
    `Try it, with the token of account A: curl -H 'x-gorest-as: A' ${proxy.url}${pathname}${specOperations.get("listUsers")?.path ?? ""}`,
    `A tool that names ${proxy.origin} itself, unedited: HTTPS_PROXY=${proxy.url} HTTP_PROXY=${proxy.url}`,
    "and what makes it trust the certificate of this run:",
    ...table(trustLines(caFile)),
    "",
    flags.addToken === true
      ? "Tokens pass as the tool sends them; a request without one gets that of account A."
      : `Tokens pass as the tool sends them${simulated ? "; any 64 hexadecimal digits are one" : ""}. --add-token adds one where none is sent.`,
    flags.unlimited === true
      ? "Nothing waits for a budget."
      : "A request may be held for a minute until the budget allows it: give the tool a timeout of 90 s or more.",
    "Ctrl-C stops it, and the report is written.",
  ];
};

/** "1 request", "2 requests". */
const many = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

/** What a person should know at the end, apart from the rules. */
export const proxyEndLines = ({ proxy, contract }: ProxyRunResult): readonly string[] => {
  const { gaveUp, timeoutS, refused, unspecified, callers } = proxy;
  const held = callers.reduce((sum, each) => sum + each.held, 0);
  const heldS = Math.round(callers.reduce((sum, each) => sum + each.heldMs, 0) / 1000);
  const longestS = Math.round(Math.max(0, ...callers.map((each) => each.longestHeldMs)) / 1000);
  const idle = contract.verdicts.filter(({ kind }) => kind === "not exercised").length;
  const left = contract.records.created - contract.records.deleted;
  return [
    ...(timeoutS === undefined
      ? []
      : [
          `pacing held ${many(held, "request")}, ${heldS} s in all and one for ${longestS} s: the tool's own timeout should be at least ${timeoutS} s`,
        ]),
    ...(gaveUp === 0 ? [] : [`${many(gaveUp, "caller")} gave up waiting before the request could leave`]),
    ...(idle === 0
      ? []
      : [`${idle} of ${contract.verdicts.length} rules were never exercised; the report says which and why`]),
    ...(left > 0 ? [`${many(left, "record")} more ${left === 1 ? "was" : "were"} created than deleted`] : []),
    ...(unspecified.length === 0
      ? []
      : [
          `not judged, since the specification does not know it: ${unspecified
            .slice(0, 3)
            .map(({ what }) => what)
            .join(", ")}${unspecified.length > 3 ? ", …" : ""}`,
        ]),
    ...(refused.length === 0
      ? []
      : [
          `not passed on: ${refused
            .slice(0, 3)
            .map(({ what }) => what)
            .join(", ")}${refused.length > 3 ? ", …" : ""}`,
        ]),
  ];
};
