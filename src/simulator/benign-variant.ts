import type { FamilyId } from "../limiter/families.ts";
import type { Handler } from "./fault.ts";
import type { Policy } from "./policy.ts";
import type { Tools } from "./tools.ts";

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
