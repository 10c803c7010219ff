import { createApi, requestOf } from "../client/api.ts";
import type { UserFilters } from "../client/typed-client.ts";
import type { RequestSpec, TokenAlias } from "../contract/exchange.ts";
import { swapCase } from "../contract/safe-text.ts";
import { runStep } from "../generators/commands.ts";
import type { EmailInput, Json, PartOfValue, QueryInput, Step, StepContext } from "../generators/step.ts";
import { BudgetSpent } from "./budget.ts";
import { apiFor, inTime, type RunContext, sendFor } from "./run-context.ts";

const partOf: Readonly<Record<PartOfValue, (text: string) => string>> = {
  upper: (text) => text.toUpperCase(),
  middle: (text) => text.slice(1, -1),
  start: (text) => text.slice(0, -1),
  // No blank, whose meaning at an end is open (facts 11.12).
  pair: (text) => /(?<=.)\p{L}{2}/u.exec(text)?.[0] ?? text,
};

/** The longest label of a domain (RFC 1035 2.3.4). */
const longestLabel = 63;

const lengthened = (email: string, length: number): string => {
  const missing = length - email.length - 1;
  return missing < 1 || missing > longestLabel ? email : email.replace("@", `@${"y".repeat(missing)}.`);
};

const mostWaits = 3;

const waitBeside = (runContext: RunContext, as: TokenAlias, ms: number): Promise<void> =>
  inTime(runContext, false, runContext.ending.stop, (signal) => runContext.transport.pause(as, ms, signal));

/**
 * Waits until so many requests may leave at once. What is left is known from the last answer only, so after a wait one
 * cheap read repeats; a server that never has room is left alone after a few.
 */
const makeRoom = async (
  runContext: RunContext,
  as: TokenAlias,
  requests: number,
  send: () => Promise<unknown>,
): Promise<void> => {
  await runContext.keepEnough?.(requests);
  if (runContext.budget.left() < requests) throw new BudgetSpent();
  for (let wait = 0; wait < mostWaits; wait++) {
    const view = runContext.pacer?.view(as);
    if (view?.remaining === undefined || view.limit === undefined || view.remaining > requests) return;
    // A limit this small never has room for them all, and no waiting changes that.
    if (view.limit <= requests) return;
    const refillMs = ((requests + 2) * view.windowS * 1000) / (view.limit * 0.9);
    const ms = Math.max(refillMs, view.waitMs);
    await waitBeside(runContext, as, ms);
    await send();
  }
};

/** The context that one case works with. */
export const createStepContext = (
  runContext: RunContext,
  caseNumber: number,
  purpose: string,
  allowance: number,
): StepContext => {
  const { world, marker, transport } = runContext;
  const handles = new Map<string, number>();
  const labelled = new Map<string, string>();
  let used = 0;
  const believed = (handle: string, field: "name" | "email"): string | undefined =>
    world.beliefs.get(handles.get(handle) ?? 0)?.fields[field].candidates.at(-1)?.value;
  const email = (input: EmailInput): Json | undefined => {
    if ("fresh" in input) {
      const known = input.label === undefined ? undefined : labelled.get(input.label);
      const made = known ?? lengthened(marker.email(caseNumber, input.fresh, input.domain), input.length ?? 0);
      if (input.label !== undefined) labelled.set(input.label, made);
      return made;
    }
    if ("text" in input) return input.text;
    if ("of" in input) return believed(input.of, "email");
    if ("publicUser" in input) return runContext.publicEmails.at(-1);
    if ("former" in input) {
      const belief = world.beliefs.get(handles.get(input.former) ?? 0);
      return belief?.fields.email.candidates[0]?.value;
    }
    const other = believed(input.swapped, "email");
    return other === undefined ? undefined : swapCase(other);
  };
  const query = (input: QueryInput): string | undefined => {
    if (typeof input === "string") return input;
    if ("marker" in input) {
      const mark = input.marker === "case" ? marker.forCase(caseNumber) : marker.run;
      const text = input.at === undefined ? mark : `${mark}@${input.at}`;
      return input.upper === true ? text.toUpperCase() : text;
    }
    const text = input.field === "id" ? handles.get(input.of)?.toString() : believed(input.of, input.field);
    return text === undefined || input.part === undefined ? text : partOf[input.part](text);
  };
  const sender = (pace: "now" | undefined) => async (request: RequestSpec) => {
    // Retries and look-ups may overdraw a case a little; the run's own ceiling holds whatever happens.
    if (used >= allowance) throw new BudgetSpent();
    used++;
    return sendFor(runContext, pace === undefined ? request : { ...request, pace }, purpose);
  };
  const withEtag = (request: RequestSpec): RequestSpec => {
    // A caller without an ETag sends the owner's: the answer must not reveal that the record exists.
    const etag = runContext.etags.get(`${request.as} ${request.path}`) ?? runContext.etags.get(`A ${request.path}`);
    return etag === undefined ? request : { ...request, headers: { "if-none-match": etag } };
  };
  const sending = (send: StepContext["send"]): Pick<StepContext, "send" | "api"> => ({
    send,
    api: (as, { pace, ifNoneMatch = false } = {}) =>
      createApi(ifNoneMatch ? (request) => send(withEtag(request)) : send, pace === undefined ? { as } : { as, pace }),
  });
  const common = {
    world,
    caseNumber,
    left: () => Math.min(allowance - used, runContext.budget.left()),
    limitOf: (as: TokenAlias) => runContext.limits.get(as),
    idOf: (handle: string) => handles.get(handle),
    bind: (handle: string, id: number) => {
      handles.set(handle, id);
    },
    pagesOf: (query: UserFilters) => runContext.pages.get(requestOf.GET("/users", { params: { query } }).path),
    publicId: () => runContext.publicIds.at(-1),
    believed,
    email,
    query,
    has: (as: TokenAlias) => as !== "B" || runContext.callers.includes("B"),
    nowUs: () => transport.clock.nowUs(),
    wait: (as: TokenAlias, ms: number) => waitBeside(runContext, as, ms),
    room: (as: TokenAlias, requests: number) =>
      makeRoom(runContext, as, requests, () =>
        apiFor(runContext, as, purpose).GET("/users", { params: { query: { per_page: 1 } } }),
      ),
  };
  const runWith = async (step: Step, own: StepContext): Promise<void> => {
    if ("as" in step && !common.has(step.as)) return;
    await runStep(step, own);
  };
  const atOnce: StepContext = {
    ...common,
    ...sending(sender("now")),
    run: (step: Step) => runWith(step, atOnce),
    get atOnce() {
      return atOnce;
    },
  };
  const context: StepContext = {
    ...common,
    ...sending(sender(undefined)),
    run: (step: Step) => runWith(step, context),
    atOnce,
  };
  return context;
};
