import type { Clock } from "../contract/clock.ts";
import type { FaultInfo } from "../contract/fault.ts";
import type { Random } from "../contract/random.ts";
import type { FamilyId } from "../limiter/families.ts";
import type { Policy } from "./policy.ts";
import type { Store } from "./store.ts";

/** What a fault or a benign variant may work with besides what it replaces. */
export interface Tools {
  readonly store: Store;
  readonly clock: Clock;
  /** Its own seeded numbers, so that it does not disturb those of the correct parts. */
  readonly random: Random;
}

/** The simulator from outside: what a request is answered with. Rejects where a connection would be reset. */
export type Handler = (request: Request) => Response | Promise<Response>;

/** A fault of the application: some function of the policy is another one. */
interface BehaviourFault extends FaultInfo {
  readonly kind: "behaviour";
  readonly apply: (policy: Policy, tools: Tools) => Policy;
}

/** A fault between the application and the caller: it wraps the handler and may change what goes in or comes out. */
interface WireFault extends FaultInfo {
  readonly kind: "wire";
  readonly wrap: (handler: Handler, tools: Tools) => Handler;
}

export type Fault = WireFault | BehaviourFault;

/**
 * Declares a behaviour fault. `replace` gets the correct policy and names what is wrong in its place: one function, or
 * the two that share a memory. It is called once a simulator, so what it remembers belongs to that simulator.
 */
export const behaviourFault = (
  info: FaultInfo,
  replace: (correct: Policy, tools: Tools) => Partial<Policy>,
): BehaviourFault => ({
  ...info,
  kind: "behaviour",
  apply: (policy, tools) => ({ ...policy, ...replace(policy, tools) }),
});

/** Declares a fault on the wire. `wrap` is called once a simulator, so what it remembers belongs to that simulator. */
export const wireFault = (info: FaultInfo, wrap: WireFault["wrap"]): WireFault => ({ ...info, kind: "wire", wrap });

/** Declares a fault on the wire that changes answers and remembers nothing. */
export const answerFault = (
  info: FaultInfo,
  change: (correct: Response, request: Request, tools: Tools) => Response | Promise<Response>,
): WireFault => wireFault(info, (handler, tools) => async (request) => change(await handler(request), request, tools));

/** A correct server that is unusual in one way. */
export interface BenignVariant {
  /** Kebab-case; no other variant has it. */
  readonly id: string;
  /** What is unusual, one sentence. */
  readonly sentence: string;
  /** Settings it brings, used where the caller of createSimulator gives none. */
  readonly settings?: {
    readonly limit?: number;
    readonly windowS?: number;
    readonly family?: FamilyId;
    readonly firstId?: number;
    readonly latencyMs?: number;
  };
  readonly policy?: (policy: Policy, tools: Tools) => Policy;
  /** Wraps the handler, once a simulator. */
  readonly wrap?: (handler: Handler, tools: Tools) => Handler;
  /** Fills the store before the first request. `account` is the owner of the records of token A. */
  readonly prepare?: (tools: Tools, account: string) => void;
  /** How a socket writes a header's name; in process names are always lower case. */
  readonly headerName?: (name: string) => string;
}
