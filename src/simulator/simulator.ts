import { createHash } from "node:crypto";
import type { Clock } from "../contract/clock.ts";
import { seededRandom } from "../contract/random.ts";
import { type FamilyId, families } from "../limiter/families.ts";
import { createApp } from "./app.ts";
import { type LimiterBudget, startBudget } from "./budget.ts";
import type { Call, Simulation } from "./call.ts";
import { createChildStore } from "./child-store.ts";
import type { BenignVariant, Fault, Handler, Tools } from "./fault.ts";
import { createPipeline } from "./pipeline.ts";
import { policy as correctPolicy } from "./policy.ts";
import { seedChildren, seedPublicUsers } from "./seed.ts";
import { createStore, type Store, storedUser, type UserFields } from "./store.ts";

export interface SimulatorOptions {
  /** Real on a port, virtual in process: every wait and the rate limit go by it. */
  readonly clock: Clock;
  /** Tokens, public users, id gaps and request ids follow from it. Default 1. */
  readonly seed?: number;
  /** Tokens by account; default one account A and one B with a token each, 64 hexadecimal digits made from the seed. */
  readonly accounts?: Readonly<Record<string, readonly string[]>>;
  /** Any 64 hexadecimal digits are the token of an account of its own. Default false. */
  readonly anyToken?: boolean;
  /** Requests a window and token. Default 90, as the service gives out. */
  readonly limit?: number;
  /** Seconds a window lasts, or an empty bucket takes to fill. Default 60. */
  readonly windowS?: number;
  /** Limiter family by id. Default truncating-bucket, the recorded one. */
  readonly family?: FamilyId;
  /** False: a limit of 1,000,000 in place of `limit`, which no test reaches; headers stay as they are. Default true. */
  readonly limited?: boolean;
  /** Public users to begin with. Default 237: some pages, the last one not full (the service had 2,192 to 2,943). */
  readonly seedUsers?: number;
  /** Public users besides, with the ids they have, or the next ones. */
  readonly users?: readonly GivenUser[];
  /** Id of the first public user. Default 7,000,001. */
  readonly firstId?: number;
  /** Milliseconds every answer takes besides its own time. Default 0. */
  readonly latencyMs?: number;
  /** Base of links and Location, such as https://gorest.co.in/public/v2. Default: where the request was sent. */
  readonly publicBaseUrl?: string;
  /** One way to be wrong. */
  readonly fault?: Fault;
  /** One way to be unusual. */
  readonly benign?: BenignVariant;
}

/** A user to begin with. */
export type GivenUser = UserFields & { readonly id?: number };

export interface Simulator {
  readonly fetch: Handler;
  /** First token of the first account, and of the second where there is one. */
  readonly tokens: { readonly A: string; readonly B: string };
  /** What is stored; for tests that prepare or inspect it. */
  readonly store: Store;
  /** Drops everything and begins anew with public users, as the service does once a day; ids go on. */
  readonly reset: () => void;
  /** How a socket writes a header's name; undefined: as the application does. */
  readonly headerName: ((name: string) => string) | undefined;
}

const unlimited = 1_000_000;

const tokenOf = (seed: number, account: string) =>
  createHash("sha256").update(`simulated token ${seed} ${account}`).digest("hex");

/** Accounts by token, where every token that looks like one of the service has an account of its own. */
class AnyAccounts extends Map<string, string> {
  override get(token: string): string | undefined {
    return super.get(token) ?? (/^[0-9a-f]{64}$/i.test(token) ? `account ${token.toLowerCase()}` : undefined);
  }
}

/**
 * A Go REST that lives in this process: a function from a request to its answer, deterministic by seed and clock.
 * @throws RangeError for a setting that makes no sense
 */
export const createSimulator = (options: SimulatorOptions): Simulator => {
  const { clock, seed = 1, fault, benign, publicBaseUrl } = options;
  const {
    windowS = 60,
    firstId = 7_000_001,
    latencyMs = 0,
    family = "truncating-bucket",
    seedUsers = 237,
    ...settings
  } = {
    ...benign?.settings,
    ...options,
  };
  const limit = options.limited === false ? unlimited : (settings.limit ?? 90);
  if (!Number.isInteger(limit) || limit < 1) throw new RangeError(`limit must be a whole number from 1, not ${limit}`);
  if (!(windowS > 0)) throw new RangeError(`windowS must be above 0, not ${windowS}`);

  const accounts = options.accounts ?? { A: [tokenOf(seed, "A")], B: [tokenOf(seed, "B")] };
  const [first, second] = Object.keys(accounts);
  const store = createStore();
  const children = createChildStore();
  const random = seededRandom(seed);
  // Numbers of their own, so that users are the same with and without what lies below them.
  const childRandom = seededRandom(seed ^ 0xc411d);
  const tools: Tools = { store, clock, random: seededRandom(seed ^ 0x5eed) };
  const begin = () => {
    seedPublicUsers(store, seedUsers, Math.max(firstId, store.lastId + 1), random);
    for (const user of options.users ?? []) store.put(storedUser(user.id ?? store.lastId + 1, undefined, user));
    seedChildren(children, store.newestFirst([undefined]), childRandom);
    benign?.prepare?.(tools, first ?? "A");
  };
  begin();

  const budgets = new Map<string, LimiterBudget>();
  const usual = benign?.policy?.(correctPolicy, tools) ?? correctPolicy;
  const simulation: Simulation = {
    policy: fault?.kind === "behaviour" ? fault.apply(usual, tools) : usual,
    store,
    children,
    clock,
    random,
    accounts: new (options.anyToken === true ? AnyAccounts : Map)(
      Object.entries(accounts).flatMap(([name, tokens]) => tokens.map((token): [string, string] => [token, name])),
    ),
    limit,
    budget: (key) => {
      const started = budgets.get(key);
      if (started !== undefined) return started;
      const fresh = startBudget(families[family], { limit, windowS }, clock.nowUs());
      budgets.set(key, fresh);
      return fresh;
    },
    publicBaseUrl,
    latencyMs,
  };
  const app = createApp(simulation);
  const pipeline = createPipeline(simulation, (request: Request, call: Call) => app.fetch(request, call));
  const unusual = benign?.wrap?.(pipeline, tools) ?? pipeline;

  return {
    fetch: fault?.kind === "wire" ? fault.wrap(unusual, tools) : unusual,
    tokens: { A: accounts[first ?? ""]?.[0] ?? "", B: accounts[second ?? ""]?.[0] ?? "" },
    store,
    reset: () => {
      store.clear();
      children.clear();
      begin();
    },
    headerName: benign?.headerName,
  };
};
