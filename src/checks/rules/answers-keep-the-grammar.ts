import type { Failure, Header } from "../../contract/exchange.ts";
import { passedOnBy } from "../../contract/gateway.ts";
import type { Observation } from "../../contract/observation.ts";
import { holds, inconclusive, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { type Found, statefulRule } from "../rule.ts";

/** A connection that ended early is the network's doing as readily as the service's. */
const cutOff = /EOF|CLOSED|after/i;
/** Noise on the way breaks an answer now and then, a service breaks it again and again. */
const least = 3;
/** Who passes answers on knows no statuses: where it breaks all of one, and none of another to the same operation, it is not its doing. */
const leastApart = 5;

/** As the parser says where not even the first bytes are those of an answer. */
const notHttp = /Expected HTTP\//;

/** What is wrong with the message, where that is more than its end being missing. */
const faultIn = ({ code = "", message, partial }: Failure): string | undefined => {
  // Where the end alone is missing there is a head: without one, two lengths, or a length beside chunks, disagree.
  if (code === "UND_ERR_RES_CONTENT_LENGTH_MISMATCH" && partial === undefined)
    return "more than one length of one body";
  const refused = code.startsWith("HPE_") || message.includes("does not match the HTTP/1.1 protocol");
  return refused && !cutOff.test(code + message) ? message : undefined;
};

/** How often answers of one kind were well-formed, and which were not. */
interface Count {
  whole: number;
  times: number;
  /** The first of them. */
  readonly broken: number[];
}

interface State {
  /** By operation and, where there is one, status. */
  readonly counts: Map<string, Count>;
  /** Of the last answer: who passed it on is most likely who passes the next one on. */
  headers: readonly Header[];
}

const countIn = ({ counts }: State, kind: string): Count => {
  const count = counts.get(kind) ?? { whole: 0, times: 0, broken: [] };
  counts.set(kind, count);
  return count;
};

const kindOf = ({ operation }: Observation, status: number | undefined): string =>
  `${operation?.id ?? "another request"}${status === undefined ? "" : ` ${status}`}`;

/** Whether all answers of this status are broken, and those of others to the same operation are whole. */
const isOfOneStatus = (seen: Observation, { whole, times }: Count, state: State): boolean => {
  const all = countIn(state, kindOf(seen, undefined));
  return whole === 0 && times >= leastApart && all.times === times && all.whole >= leastApart;
};

/** Whose fault it is: a service breaks answers of one kind nearly every time, what stands between breaks some of any kind. */
const verdictOn = (fault: string, seen: Observation, status: number | undefined, state: State): RuleOutcome => {
  const kind = kindOf(seen, status);
  const count = countIn(state, kind);
  count.times++;
  if (status !== undefined) countIn(state, kindOf(seen, undefined)).times++;
  const { whole, times, broken } = count;
  if (broken.length < least) broken.push(seen.seq);
  const by = passedOnBy(state.headers);
  if (by === undefined ? times === least && whole <= least : isOfOneStatus(seen, count, state))
    return violated("answers that an HTTP parser takes", `${fault}, ${times} times to ${kind}`, [...broken]);
  return inconclusive(
    `an answer that breaks the grammar of HTTP: ${fault}${by === undefined ? "" : `; it was passed on by ${by}`}`,
  );
};

const judgeOutcome = (seen: Observation, state: State): Found => {
  if (seen.exchange.gaps !== undefined) return undefined;
  if (seen.answer !== undefined) {
    const { raw, status, fromGateway } = seen.answer;
    if (fromGateway) return undefined;
    state.headers = raw.headers;
    if (raw.overrun === true) return verdictOn(`bytes after the end of a ${status}`, seen, status, state);
    countIn(state, kindOf(seen, status)).whole++;
    countIn(state, kindOf(seen, undefined)).whole++;
    return holds;
  }
  const fault = faultIn(seen.failure);
  // Where the service has never been heard, what speaks another protocol is hardly it.
  if (fault !== undefined && state.headers.length === 0 && notHttp.test(fault))
    return inconclusive(`what answers speaks no HTTP: ${fault}`);
  return fault === undefined ? undefined : verdictOn(fault, seen, seen.failure.partial?.status, state);
};

/** An answer that a parser refuses reaches no other rule: the client library gives an error in its place. */
export const answersKeepTheGrammar = statefulRule({
  id: "answers-keep-the-grammar",
  sentence: "an answer is an HTTP message: one Content-Length, well-formed headers and chunks, nothing after its end",
  clause: "every answer",
  level: "must",
  sources: ["RFC 9112 2.2, 5.1, 6.3 and 7.1"],
  start: (): State => ({ counts: new Map(), headers: [] }),
  judge: judgeOutcome,
  onSkipped: judgeOutcome,
});
