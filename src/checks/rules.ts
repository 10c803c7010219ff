import type { Rule } from "./rule.ts";
import { createEchoesInput } from "./rules/create-echoes-input.ts";
import { idsAreNew } from "./rules/ids-are-new.ts";

/** Every rule, in the order reports show them. */
export const rules = [createEchoesInput, idsAreNew] as const satisfies readonly Rule[];

/** The ids of all rules, as literal types. */
export type RuleId = (typeof rules)[number]["id"];
