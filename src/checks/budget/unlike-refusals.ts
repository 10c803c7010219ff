import { inconclusive, type RuleOutcome, violated } from "../../contract/verdict.ts";
import type { TrailStep } from "./budget-trail.ts";

/**
 * Calls that come to nothing when the budget is used up, and only then: a gateway's page or a closed connection, which might
 * be anybody's elsewhere, stands there for the 429. A gateway does not read budgets.
 */
export interface UnlikeRefusals {
  add(step: TrailStep): RuleOutcome | undefined;
  end(): readonly RuleOutcome[];
}

interface Token {
  /** The least Remaining shown by the calls of late, and when that was last true. */
  left: number;
  atUs: number;
  /** Of the group that is still open. */
  failed: { readonly seqs: number[]; how: string };
}

const fewestFailed = 6;
const fewestGroups = 2;
/** Long enough for a request to come back at a small limit is not "used up". */
const freshUs = 1_000_000;

/** How it came to nothing; undefined: it did not. */
const howFailed = ({ observation: { answer, failure } }: TrailStep): string | undefined => {
  if (failure !== undefined) return failure.fault === "transport" && failure.maybeDone ? "no answer" : undefined;
  const unsigned = answer.fromGateway && !answer.simulated;
  return unsigned && (answer.status === 403 || answer.status === 429 || answer.status >= 500)
    ? `${answer.status} by a gateway`
    : undefined;
};

export const createUnlikeRefusals = (): UnlikeRefusals => {
  const tokens = new Map<string, Token>();
  const seqs: number[] = [];
  let groups = 0;
  let how = "";
  /** The service refused as it should, or a call failed while there was budget left. */
  let otherwise = false;

  return {
    add: (step) => {
      const token = tokens.get(step.token) ?? {
        left: Number.POSITIVE_INFINITY,
        atUs: 0,
        failed: { seqs: [], how: "" },
      };
      tokens.set(step.token, token);
      const failed = howFailed(step);
      if (failed !== undefined) {
        token.failed.seqs.push(step.observation.seq);
        token.failed.how = failed;
      }
      const { group } = step;
      if (group === undefined) return undefined;
      const served = group.calls.filter(({ admitted }) => admitted).map(({ remaining }) => remaining);
      if (served.length < group.calls.length) otherwise = true;
      if (served.length > 0) {
        token.left = Math.min(...served);
        token.atUs = group.endUs;
      }
      const { failed: here } = token;
      token.failed = { seqs: [], how: "" };
      if (here.seqs.length === 0) return undefined;
      if (token.left > 1 || group.startUs - token.atUs > freshUs) {
        // What may have come back meanwhile is unknown.
        if (token.left > 1) otherwise = true;
        return undefined;
      }
      token.atUs = group.endUs;
      groups++;
      how = here.how;
      seqs.push(...here.seqs.slice(0, 20));
      if (otherwise || groups < fewestGroups || seqs.length < fewestFailed) return undefined;
      const shown = seqs.splice(0, seqs.length);
      return violated("429 in JSON once the budget is used up", `${how} exactly then, ${shown.length} times`, shown);
    },
    end: () =>
      otherwise || seqs.length === 0
        ? []
        : [inconclusive(`the budget was used up and no 429 came, but ${how}, too seldom to say whose word it is`)],
  };
};
