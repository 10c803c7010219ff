import type { BehaviourFault } from "./behaviour-fault.ts";
import type { WireFault } from "./wire-fault.ts";

export type Fault = WireFault | BehaviourFault;

/** Every way to be wrong, one file of `faults/` each. */
export const faults: readonly Fault[] = [];

export const findFault = (id: string): Fault | undefined => faults.find((fault) => fault.id === id);
