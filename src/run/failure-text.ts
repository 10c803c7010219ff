import type { RuleFailure } from "../checks/tally.ts";
import type { Exchange } from "../contract/exchange.ts";
import { safeText } from "../contract/safe-text.ts";
import { curlOf, linesOf } from "./exchange-buffer.ts";

/** A broken rule as text: its sentence and source, what came, the requests that show it, a curl line. */
export const failureText = ({ rule, violation }: RuleFailure, exchanges: readonly Exchange[]): string => {
  const shown = exchanges.filter(({ seq }) => violation.seqs.includes(seq));
  const last = shown.at(-1);
  const curl = curlOf(rule.clause, last, shown);
  return [
    rule.sentence,
    `  rule      ${rule.id} (${rule.level})`,
    safeText(`  expected  ${violation.expected}`),
    safeText(`  received  ${violation.received}`),
    `  source    ${rule.sources.join("; ")}`,
    "  requests",
    ...linesOf(shown, last, violation).map((text) => `    ${text}`),
    ...(curl === "" ? [] : [`  curl      ${safeText(curl)}`]),
  ].join("\n");
};
