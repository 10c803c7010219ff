import { below } from "./commands/below.ts";
import { create } from "./commands/create.ts";
import { exhaust } from "./commands/exhaust.ts";
import { list } from "./commands/list.ts";
import { preflight } from "./commands/preflight.ts";
import { raw } from "./commands/raw.ts";
import { read } from "./commands/read.ts";
import { remove } from "./commands/remove.ts";
import { road } from "./commands/road.ts";
import { spend } from "./commands/spend.ts";
import { together } from "./commands/together.ts";
import { update } from "./commands/update.ts";
import { walk } from "./commands/walk.ts";
import type { Command, StepContext, StepOf, StepParams } from "./step.ts";

/** Every command by its id. */
const commands: { readonly [Id in keyof StepParams]: Command<Id> } = {
  create,
  read,
  update,
  remove,
  list,
  walk,
  raw,
  preflight,
  road,
  together: together((step, left) => costOf(step, left)),
  spend,
  exhaust,
  below,
};

/** The most requests a step sends. */
export const costOf = <Id extends keyof StepParams>(step: StepOf<Id>, left: number | undefined): number => {
  const command: { readonly [Each in keyof StepParams]: Command<Each> }[Id] = commands[step.do];
  return command.cost(step, left);
};

/** Does a step. */
export const runStep = <Id extends keyof StepParams>(step: StepOf<Id>, context: StepContext): Promise<void> => {
  const command: { readonly [Each in keyof StepParams]: Command<Each> }[Id] = commands[step.do];
  return command.run(step, context);
};
