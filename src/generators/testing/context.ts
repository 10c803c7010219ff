import { createJudge } from "../../checks/judge.ts";
import { fetchAdapter } from "../../client/http/fetch-adapter.ts";
import { createPacer } from "../../client/pacing/pacer.ts";
import { createTransport } from "../../client/transport.ts";
import { virtualClock } from "../../contract/clock.ts";
import { endingOf } from "../../contract/ending.ts";
import type { Exchange } from "../../contract/exchange.ts";
import type { Target } from "../../contract/target.ts";
import type { World } from "../../model/world.ts";
import { createRequestBudget } from "../../run/budget.ts";
import { createRunContext } from "../../run/run-context.ts";
import { createStepContext } from "../../run/step-context.ts";
import { createSimulator, type SimulatorOptions } from "../../simulator/simulator.ts";
import { createMarker } from "../marker.ts";
import type { Step, StepContext } from "../step.ts";

const baseUrl = "http://127.0.0.1:4010/public/v2";

/** A hand that works: the simulator in this process, behind the real transport and pacer, on a clock of its own. */
export interface TestContext {
  readonly context: StepContext;
  readonly world: World;
  /** All that was sent, in order of completion. */
  readonly exchanges: readonly Exchange[];
  /** Does the steps, and returns what they sent, in order of sending. */
  run(...steps: readonly Step[]): Promise<readonly Exchange[]>;
}

export interface TestContextOptions extends Omit<SimulatorOptions, "clock"> {
  /** Requests the case may send. Default: any number. */
  readonly allowance?: number;
  /** Default true. */
  readonly secondToken?: boolean;
}

export const testContext = (options: TestContextOptions = {}): TestContext => {
  const { allowance = Number.POSITIVE_INFINITY, secondToken = true, ...server } = options;
  const clock = virtualClock();
  const simulator = createSimulator({ ...server, clock });
  const { A, B } = simulator.tokens;
  const tokens: Target["tokens"] = { A, invalid: "f".repeat(64), ...(secondToken ? { B } : {}) };
  const target: Target = { kind: "simulator", baseUrl, tokens, assumedPerMinute: undefined };
  const pacer = createPacer({ clock, kind: "burst", assumedPerMinute: undefined });
  const transport = createTransport({
    target,
    adapter: fetchAdapter(simulator.fetch, { clock, latencyMs: 20 }),
    clock,
    pacer,
  });
  const marker = createMarker("1a2b3c4d");
  const judge = createJudge({ rules: [], basePath: "/public/v2", isOurs: marker.isOurs });
  const exchanges: Exchange[] = [];
  transport.listen((event) => {
    if (event.type === "done") exchanges.push(event.exchange);
    judge.event(event);
  });
  const runContext = createRunContext(
    { target, transport, pacer },
    {
      world: judge.world,
      marker,
      budget: createRequestBudget(Number.POSITIVE_INFINITY, () => 0),
      ending: endingOf(clock),
    },
  );
  const context = createStepContext(runContext, 1, "test", allowance);
  return {
    context,
    world: judge.world,
    exchanges,
    run: async (...steps) => {
      const before = exchanges.length;
      for (const step of steps) await context.run(step);
      return exchanges.slice(before).sort((a, b) => a.seq - b.seq);
    },
  };
};

/** What left, one line each: "A PATCH /users/7". */
export const linesOf = (exchanges: readonly Exchange[]): readonly string[] =>
  exchanges.map(({ request: { token, method, url } }) => `${token} ${method} ${url.slice(baseUrl.length)}`);

export const statusesOf = (exchanges: readonly Exchange[]): readonly number[] =>
  exchanges.map(({ outcome }) => (outcome.kind === "answer" ? outcome.status : 0));
