import { behaviourFault } from "../behaviour-fault.ts";

export const nameLengthInBytes = behaviourFault(
  {
    id: "name-length-in-bytes",
    sentence: "The length of a name is counted in bytes.",
    class: "Q",
    breaks: "valid-create-is-accepted",
  },
  ({ nameProblems }) => ({
    nameProblems: (name, verb) =>
      new TextEncoder().encode(name).length > 200 ? nameProblems("x".repeat(201), verb) : nameProblems(name, verb),
  }),
);
