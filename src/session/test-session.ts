import { randomInt } from "node:crypto";
import { createJudge, type Judged } from "../checks/judge.ts";
import { rules } from "../checks/rules.ts";
import { openTarget } from "../cli/open-target.ts";
import type { Settings } from "../cli/settings.ts";
import type { Transport } from "../client/transport.ts";
import { createGorestClient, type GorestClient } from "../client/typed-client.ts";
import type { NewUser } from "../contract/document.ts";
import type { Exchange, TokenAlias } from "../contract/exchange.ts";
import { createMarker, type Marker, nonceOf } from "../generators/marker.ts";
import { createBudget } from "../run/budget.ts";
import { cleanUp } from "../run/clean-up.ts";
import { callersOf, createDriver } from "../run/driver.ts";
import { failureText } from "../run/failure-text.ts";
import { createLedger } from "../run/ledger.ts";

export interface TestSessionOptions {
  readonly settings: Settings;
  /** URL of a recording proxy that paces and journals for all workers; absent: this process speaks to the target itself. */
  readonly proxyUrl?: string | undefined;
}

/** One test at work: whatever it sends is judged, whatever it creates is deleted at its end. */
export interface OwnTest {
  readonly client: (as: TokenAlias) => GorestClient;
  /** A valid body whose e-mail nobody has used, at a reserved domain. */
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

/** Names, for the proxy, whom a request speaks as: the token itself is added there. */
const throughProxy = (transport: Transport): Transport => ({
  ...transport,
  send: (request) => transport.send({ ...request, headers: { ...request.headers, "x-gorest-as": request.as } }),
});

/** Requests that deleting may take beside one a record: looks by the marker, and attempts again. */
const cleaningExtra = 40;

const createOwnTest = (
  name: string,
  session: { readonly transport: Transport; readonly target: Parameters<typeof createDriver>[0]["target"] },
  marker: Marker,
): OwnTest => {
  const { transport, target } = session;
  const judge = createJudge({ rules, basePath: new URL(target.baseUrl).pathname, isOurs: marker.isOurs });
  const ledger = createLedger();
  const failures = new Map<string, Judged>();
  const exchanges: Exchange[] = [];
  const take = (found: readonly Judged[]) => {
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
    client: (as) => createGorestClient({ transport, as, purpose: name }),
    newUser: (fields = {}) => ({
      name: "Ada Lovelace",
      email: marker.email(0, "test"),
      gender: "female",
      status: "active",
      ...fields,
    }),
    async end() {
      const budget = createBudget(ledger.open().length + cleaningExtra, () => 0);
      const driver = createDriver(session, { world: judge.world, marker, budget });
      const untouched = ledger.created === 0 && ledger.unsure === 0;
      const left = untouched ? [] : await cleanUp(driver, ledger, callersOf(session));
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
  const open = await openTarget(proxyUrl === undefined ? settings : { ...settings, baseUrl: proxyUrl, loopback: true });
  const transport = proxyUrl === undefined ? open.transport : throughProxy(open.transport);
  // A mark of this process alone: another worker's records are another caller's.
  const marker = createMarker(nonceOf(randomInt(2 ** 32 - 1)));
  return {
    hasSecondToken: open.target.tokens.B !== undefined,
    begin: (name) => createOwnTest(name, { ...open, transport }, marker),
    close: open.close,
  };
};
