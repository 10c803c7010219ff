import type { RuleFailure } from "../checks/tally.ts";
import { curlLine } from "../client/curl.ts";
import type { Exchange } from "../contract/exchange.ts";
import { safeText } from "../contract/safe-text.ts";
import { line } from "./exchange-buffer.ts";

/** A broken rule as text: its sentence and source, what came, the requests that show it, a curl line. */
export const failureText = ({ rule, violation }: RuleFailure, exchanges: readonly Exchange[]): string => {
  const shown = exchanges.filter(({ seq }) => violation.seqs.includes(seq));
  const last = shown.at(-1);
  return [
    rule.sentence,
    `  rule      ${rule.id} (${rule.level})`,
    safeText(`  expected  ${violation.expected}`),
    safeText(`  received  ${violation.received}`),
    `  source    ${rule.sources.join("; ")}`,
    "  requests",
    ...shown.map((each) => `    ${line(each, each === last ? violation : undefined)}`),
    ...(last === undefined ? [] : [`  curl      ${safeText(curlLine(last.request))}`]),
  ].join("\n");
};
