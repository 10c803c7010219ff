import fc from "fast-check";
import { properties, propertiesOfAll } from "../../../suites/contract/properties.ts";
import type { Rule } from "../../checks/rule.ts";
import { fetchAdapter } from "../../client/http/fetch-adapter.ts";
import { nearMisses } from "../../client/near-misses.ts";
import { createPacer } from "../../client/pacing/pacer.ts";
import { createTransport } from "../../client/transport.ts";
import { virtualClock } from "../../contract/clock.ts";
import { defined } from "../../contract/defined.ts";
import type { ContractRecord } from "../../contract/run.ts";
import type { Target } from "../../contract/target.ts";
import type { Property } from "../../generators/step.ts";
import type { Broken } from "../../run/open-run.ts";
import { runContract } from "../../run/run-contract.ts";
import { contractWindowS, infoOf } from "../../session/open-target.ts";
import { findFault } from "../../simulator/faults.ts";
import { createSimulator, type Simulator, type SimulatorOptions } from "../../simulator/simulator.ts";

/** Draws each value once: the same random state again gives the value it gave before. */
class Remembering<T> extends fc.Arbitrary<T> {
  readonly #drawn = new Map<string, fc.Value<T>>();
  readonly #inner: fc.Arbitrary<T>;

  constructor(inner: fc.Arbitrary<T>) {
    super();
    this.#inner = inner;
  }

  override generate(random: fc.Random, biasFactor: number | undefined): fc.Value<T> {
    const state = random.getState();
    if (state === undefined) return this.#inner.generate(random, biasFactor);
    const key = `${state.join(" ")} ${biasFactor}`;
    const known = this.#drawn.get(key);
    if (known !== undefined) return known;
    const fresh = this.#inner.generate(random, biasFactor);
    this.#drawn.set(key, fresh);
    return fresh;
  }

  override canShrinkWithoutContext(value: unknown): value is T {
    return this.#inner.canShrinkWithoutContext(value);
  }

  override shrink(value: T, context: unknown): fc.Stream<fc.Value<T>> {
    return this.#inner.shrink(value, context);
  }
}

const remembering = new WeakMap<Property["cases"], Property["cases"]>();
const rememberingCases = (cases: Property["cases"]): Property["cases"] => {
  const known = remembering.get(cases) ?? new Remembering(cases);
  remembering.set(cases, known);
  return known;
};

/**
 * The same properties, with cases that are drawn once a seed and process, however many servers they serve. Drawing took more
 * time than the traffic of a short run (measured).
 * @internal
 */
export const rememberCases = (properties: readonly Property[]): readonly Property[] =>
  properties.map((property) => ({ ...property, cases: rememberingCases(property.cases) }));

/** What a trial needs of a server in this process. */
export type ServerUnderTest = Pick<Simulator, "fetch" | "tokens">;

/** Makes the server under test: the simulator, the second server, or a mutant of either. */
export type CreateServer = (options: SimulatorOptions) => ServerUnderTest;

interface ContractTrialOptions {
  readonly server: Omit<SimulatorOptions, "clock">;
  readonly create?: CreateServer;
  readonly seed: number;
  readonly budget: number;
  /** Default: all. */
  readonly rules?: readonly Rule[];
  /** Ids of the properties to run. Default: all. */
  readonly only?: readonly string[];
  /** Ends exploring at the first broken rule of level must. Default: the budget is spent. */
  readonly stopAtFirst?: boolean;
  /** Makes failing cases small. Default false. */
  readonly shrink?: boolean;
}

interface ContractTrial {
  readonly record: ContractRecord;
  /** Rules in the order in which they were first broken. */
  readonly broken: readonly Broken[];
}

const remembered = { users: rememberCases(properties), all: rememberCases(propertiesOfAll) };
const baseUrl = "http://127.0.0.1:4010/public/v2";

/** The contract suite against one simulator in this process, on a clock of its own. */
export const contractTrial = async (options: ContractTrialOptions): Promise<ContractTrial> => {
  const { server, create = createSimulator, seed, budget, rules, only, stopAtFirst = false, shrink = false } = options;
  const clock = virtualClock();
  const simulator = create({ ...server, clock, seed });
  const near = nearMisses(simulator.tokens.A, simulator.tokens.B);
  const target: Target = {
    kind: "simulator",
    baseUrl,
    tokens: { ...simulator.tokens, invalid: near.GET },
    nearMisses: near,
    assumedPerMinute: undefined,
  };
  const pacer = createPacer({ clock, kind: "burst", longestWindowS: contractWindowS, assumedPerMinute: undefined });
  const adapter = fetchAdapter(simulator.fetch, { clock, latencyMs: 20, seed });
  const transport = createTransport({ target, adapter, clock, pacer });
  const broken: Broken[] = [];
  try {
    const session = { target, info: infoOf(target, "in process, virtual clock"), transport, clock, pacer };
    const from = only === undefined ? (server.fault?.resource ?? "users") : "all";
    const chosen = remembered[from].filter(({ id }) => only?.includes(id) !== false);
    const { record } = await runContract(session, chosen, {
      budget,
      seed,
      stopAtFirst,
      ...defined({ rules }),
      ...(shrink ? {} : { shrinkRequests: 0 }),
      onBroken: (one) => broken.push(one),
    });
    return { record, broken };
  } finally {
    await transport.close();
  }
};

/** Limit for faults of the rate limit: one that every budget can exhaust. */
export const smallLimit = 10;

/** What became of one fault under one seed. */
export interface FaultTrial {
  readonly kind: "fault";
  readonly fault: string;
  readonly seed: number;
  /** One for each budget. */
  readonly killed: readonly boolean[];
  /** Requests sent when it was killed, in the run with the largest budget. */
  readonly requests: number | undefined;
  /** Rules broken in that run, in order. */
  readonly rules: readonly string[];
  /** Why it lives, where the run itself has a reason: it could not do its job. */
  readonly reason: string | undefined;
  /** All requests that were sent to find this out. */
  readonly sent: number;
  /** Requests of the sequence that a report shows of the first finding, where it is not about a budget over time. */
  readonly shown?: number;
}

/** The first broken rule that counts: of level must, or the very one the fault breaks where that is only observed. */
const killer = (broken: readonly Broken[], breaks: string | undefined): Broken | undefined =>
  broken.find(({ rule }) => rule.level === "must" || rule.id === breaks);

/**
 * Runs one server at the largest budget, and again at each smaller one wherever the first run would have gone another way
 * there: a budget leaves out the cases that do not fit.
 */
export const killsOf = async (
  budgets: readonly number[],
  breaks: string | undefined,
  run: (budget: number) => Promise<ContractTrial>,
): Promise<Omit<FaultTrial, "kind" | "fault" | "seed">> => {
  const largest = await run(Math.max(...budgets));
  const first = killer(largest.broken, breaks);
  const { outcome, requests: all, reason } = largest.record;
  // Records that cannot be deleted fail a run as well.
  const dead = first !== undefined || outcome === "violated";
  let sent = all;
  const killed: boolean[] = [];
  for (const budget of budgets) {
    const alike = first?.needs !== undefined && first.needs <= budget && first.requests <= budget;
    if (!dead || alike || budget === Math.max(...budgets)) killed.push(dead);
    else {
      const again = await run(budget);
      sent += again.record.requests;
      killed.push(killer(again.broken, breaks) !== undefined || again.record.outcome === "violated");
    }
  }
  return {
    killed,
    requests: dead ? (first?.requests ?? all) : undefined,
    rules: largest.broken.map(({ rule }) => rule.id),
    reason: dead ? undefined : reason,
    sent,
  };
};

/** A violation as a run would show it. */
export interface Example {
  readonly fault: string;
  readonly expected: string;
  readonly received: string;
  readonly sequence: readonly string[];
}

/** Requests in which a fault is to show; on the simulator they cost no waiting. */
const trialBudget = 400;
const mostTried = 3;
const seed = 1;

/** The first violation of a rule that one of these faults brings about; undefined: none in so few requests. */
export const exampleOf = async (rule: string, faults: readonly string[]): Promise<Example | undefined> => {
  for (const id of faults.slice(0, mostTried)) {
    const server = { limit: 24, ...defined({ fault: findFault(id) }) };
    const { record } = await contractTrial({ server, seed, budget: trialBudget, shrink: true, stopAtFirst: true });
    const found = record.findings.find((finding) => finding.rule.id === rule);
    if (found !== undefined) {
      const { expected, received, sequence } = found;
      return { fault: id, expected, received, sequence };
    }
  }
  return undefined;
};
