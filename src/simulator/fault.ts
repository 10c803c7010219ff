import type { FaultInfo } from "../contract/fault.ts";
import type { Policy } from "./policy.ts";
import type { Tools } from "./tools.ts";

/** The simulator from outside: what a request is answered with. Rejects where a connection would be reset. */
export type Handler = (request: Request) => Response | Promise<Response>;

/** A fault of the application: some function of the policy is another one. */
export interface BehaviourFault extends FaultInfo {
  readonly kind: "behaviour";
  readonly apply: (policy: Policy, tools: Tools) => Policy;
}

/** A fault between the application and the caller: it wraps the handler and may change what goes in or comes out. */
export interface WireFault extends FaultInfo {
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

/** Declares an HTTP adapter fault. `wrap` is called once a simulator, so what it remembers belongs to that simulator. */
export const wireFault = (info: FaultInfo, wrap: WireFault["wrap"]): WireFault => ({ ...info, kind: "wire", wrap });
