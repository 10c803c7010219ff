import type { FaultInfo } from "../contract/fault.ts";
import type { Policy } from "./policy.ts";
import type { Tools } from "./tools.ts";

/** A fault of the application: some function of the policy is another one. */
export interface BehaviourFault extends FaultInfo {
  readonly kind: "behaviour";
  readonly apply: (policy: Policy, tools: Tools) => Policy;
}

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
