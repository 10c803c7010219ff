import { randomInt } from "node:crypto";
import { createJudge } from "../checks/judge.ts";
import type { RuleFailure } from "../checks/rule.ts";
import { rules } from "../checks/rules.ts";
import type { Transport } from "../client/transport.ts";
import { createGorestClient, type GorestClient } from "../client/typed-client.ts";
import type { NewUser } from "../contract/document.ts";
import { endingOf } from "../contract/ending.ts";
import type { Exchange, Sent, TokenAlias } from "../contract/exchange.ts";
import { createMarker, type Marker, nonceOf } from "../generators/marker.ts";
import { createRequestBudget } from "../run/budget.ts";
import { cleanUp } from "../run/clean-up.ts";
import { failureText } from "../run/finding.ts";
import { createLedger } from "../run/ledger.ts";
import { callersOf, createRunContext } from "../run/run-context.ts";
import { openTarget } from "./open-target.ts";
import type { Settings } from "./settings.ts";

export interface TestSessionOptions {
  readonly settings: Settings;
  /** URL of a recording proxy that paces and journals for all workers; absent: this process speaks to the target itself. */
  readonly proxyUrl?: string | undefined;
}

/** One test at work: whatever it sends is judged, whatever it creates is deleted at its end. */
export interface OwnTest {
  readonly client: (as: TokenAlias) => GorestClient;
  /** A valid body with an unused e-mail, at a reserved domain. */
  readonly newUser: (fields?: Partial<NewUser>) => NewUser;
  /**
   * Deletes what the test has made and settles every rule.
   * @returns the text of each broken rule, level must first; and ids that could not be deleted
   */
  end(): Promise<{
    readonly broken: readonly string[];
    readonly drifted: readonly string[];
    readonly left: readonly number[];
  }>;
}

export interface TestSession {
  readonly hasSecondToken: boolean;
  /** Starts a test; its requests are recorded under this name. */
  begin(name: string): OwnTest;
  close(): Promise<void>;
}

/**
 * Names, for the proxy, whom a request speaks as, since the token itself is added there; and records each exchange as the
 * target's own, so that a finding can be repeated without the proxy.
 */
const throughProxy = (transport: Transport, targetUrl: string): Transport => {
  const { baseUrl } = transport;
  const asSent = <Part extends Sent>(part: Part): Part => ({
    ...part,
    request: {
      ...part.request,
      url: part.request.url.replace(baseUrl, targetUrl),
      headers: part.request.headers.filter(([name]) => name !== "x-gorest-as"),
    },
  });
  return {
    ...transport,
    send: (request) => transport.send({ ...request, headers: { ...request.headers, "x-gorest-as": request.as } }),
    listen: (listener) =>
      transport.listen((event) =>
        listener(
          event.type === "sent"
            ? { type: "sent", sent: asSent(event.sent) }
            : { type: "done", exchange: asSent(event.exchange) },
        ),
      ),
  };
};

/** A transport that can be closed to its user, who may still be at work when a test has timed out. */
const closable = (transport: Transport): { readonly own: Transport; readonly close: () => Promise<void> } => {
  const underWay = new Set<Promise<unknown>>();
  let closed = false;
  const send: Transport["send"] = (request) => {
    if (closed) return Promise.reject(new Error("the test is over: nothing more is sent for it"));
    const exchange = transport.send(request);
    underWay.add(exchange);
    const done = () => underWay.delete(exchange);
    exchange.then(done, done);
    return exchange;
  };
  return {
    own: { ...transport, send },
    close: async () => {
      closed = true;
      await Promise.allSettled(underWay);
    },
  };
};

/** Requests that deleting may take beside one a record: lists by the marker, and retries. */
const cleaningExtra = 40;

const createOwnTest = (
  name: string,
  session: { readonly transport: Transport; readonly target: Parameters<typeof createRunContext>[0]["target"] },
  marker: Marker,
): OwnTest => {
  const { transport, target } = session;
  const { own, close } = closable(transport);
  const basePath = new URL(target.baseUrl).pathname.replace(/\/$/, "");
  const judge = createJudge({ rules, basePath, isOurs: marker.isOurs });
  const ledger = createLedger();
  const failures = new Map<string, RuleFailure>();
  const exchanges: Exchange[] = [];
  const take = (found: readonly RuleFailure[]) => {
    for (const failure of found) if (!failures.has(failure.rule.id)) failures.set(failure.rule.id, failure);
  };
  const unlisten = transport.listen((event) => {
    const purpose = event.type === "done" ? event.exchange.purpose : event.sent.purpose;
    if (purpose !== name && purpose !== "cleanup") return;
    ledger.event(event);
    take(judge.event(event));
    if (event.type === "done") exchanges.push(event.exchange);
  });
  return {
    client: (as) => createGorestClient({ transport: own, as, purpose: name }),
    newUser: (fields = {}) => ({
      name: "Ada Lovelace",
      email: marker.email(0, "test"),
      gender: "female",
      status: "active",
      ...fields,
    }),
    async end() {
      await close();
      const budget = createRequestBudget(ledger.open().length + cleaningExtra, () => 0);
      const runContext = createRunContext(session, {
        world: judge.world,
        marker,
        budget,
        ending: endingOf(transport.clock),
      });
      const untouched = ledger.created === 0 && ledger.unsure === 0;
      const left = untouched ? [] : (await cleanUp(runContext, ledger, callersOf(session))).left;
      unlisten();
      take(judge.end());
      const texts = (level: "must" | "observed") =>
        [...failures.values()]
          .filter(({ rule }) => rule.level === level)
          .map((failure) => failureText(failure, exchanges));
      return { broken: texts("must"), drifted: texts("observed"), left };
    },
  };
};

/** Opens the target for tests: the embedded simulator in this process, or the live service through the workers' proxy. */
export const openTestSession = async (options: TestSessionOptions): Promise<TestSession> => {
  const { settings, proxyUrl } = options;
  const basePath = new URL(settings.baseUrl).pathname.replace(/\/$/, "");
  const open = await openTarget(
    proxyUrl === undefined ? settings : { ...settings, baseUrl: proxyUrl + basePath, loopback: true },
  );
  const transport = proxyUrl === undefined ? open.transport : throughProxy(open.transport, settings.baseUrl);
  // A mark of this process alone: another worker's records are another caller's.
  const marker = createMarker(nonceOf(randomInt(2 ** 32 - 1)));
  return {
    hasSecondToken: open.target.tokens.B !== undefined,
    begin: (name) => createOwnTest(name, { ...open, transport }, marker),
    close: open.close,
  };
};
