import { behaviourFault } from "../behaviour-fault.ts";

export const createdForAnotherAccount = behaviourFault(
  {
    id: "created-for-another-account",
    sentence: "A created user belongs to another account.",
    class: "T",
    breaks: "records-stay",
  },
  ({ ownerFor }) => ({
    ownerFor: (caller) => (caller.account === undefined ? ownerFor(caller) : `not ${caller.account}`),
  }),
);
