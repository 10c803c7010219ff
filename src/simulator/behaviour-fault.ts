import type { FaultInfo } from "../contract/fault.ts";
import type { Policy } from "./policy.ts";
import type { Tools } from "./tools.ts";

/** A fault of the application: one function of the policy is another one. */
export interface BehaviourFault extends FaultInfo {
  readonly kind: "behaviour";
  readonly replaces: keyof Policy;
  readonly apply: (policy: Policy, tools: Tools) => Policy;
}

/** The policy with one function replaced. */
export const replacing =
  <Name extends keyof Policy>(name: Name, make: (correct: Policy[Name], tools: Tools) => Policy[Name]) =>
  (policy: Policy, tools: Tools): Policy => ({ ...policy, [name]: make(policy[name], tools) });

/**
 * Declares a behaviour fault: `make` gets the correct function and gives the wrong one. It is called once a simulator,
 * so what it remembers belongs to that simulator.
 */
export const behaviourFault = <Name extends keyof Policy>(
  info: FaultInfo,
  replaces: Name,
  make: (correct: Policy[Name], tools: Tools) => Policy[Name],
): BehaviourFault => ({ ...info, kind: "behaviour", replaces, apply: replacing(replaces, make) });
