import type { Failure } from "../../contract/exchange.ts";
import { holds, inconclusive, violated } from "../../contract/verdict.ts";
import { statefulRule } from "../rule.ts";

/** A connection that ended early is the network's doing as readily as the service's. */
const cutOff = /EOF|CLOSED|after/i;
/** Noise on the way breaks an answer now and then, a service breaks it again and again. */
const least = 3;

/** What is wrong with the message, where that is more than its end being missing. */
const faultIn = ({ code = "", message, partial }: Failure): string | undefined => {
  // Where the end alone is missing there is a head: without one, two lengths, or a length beside chunks, disagree.
  if (code === "UND_ERR_RES_CONTENT_LENGTH_MISMATCH" && partial === undefined)
    return "more than one length of one body";
  const refused = code.startsWith("HPE_") || message.includes("does not match the HTTP/1.1 protocol");
  return refused && !cutOff.test(code + message) ? message : undefined;
};

/** An answer that a parser refuses reaches no other rule: the client library gives an error in its place. */
export const answersKeepTheGrammar = statefulRule({
  id: "answers-keep-the-grammar",
  sentence: "an answer is an HTTP message: one Content-Length, well-formed headers and chunks, nothing after its end",
  clause: "every answer",
  level: "must",
  sources: ["RFC 9112 2.2, 5.1, 6.3 and 7.1"],
  start: () => new Map<string, number[]>(),
  judge: () => holds,
  onSkipped: ({ failure, seq, exchange }, broken) => {
    if (failure === undefined || exchange.gaps !== undefined) return undefined;
    const fault = faultIn(failure);
    if (fault === undefined) return undefined;
    const seqs = broken.get(fault) ?? [];
    broken.set(fault, seqs);
    seqs.push(seq);
    return seqs.length === least
      ? violated("answers that an HTTP parser takes", `${fault}, ${least} times`, [...seqs])
      : inconclusive(`an answer that no HTTP parser takes: ${fault}`);
  },
});
