import { behaviourFault } from "../behaviour-fault.ts";

export const trailingCommaInLists = behaviourFault(
  {
    id: "trailing-comma-in-lists",
    sentence: "A list ends with a comma.",
    class: "S",
    breaks: "well-formed-json",
  },
  ({ write }) => ({
    write: (value) => (Array.isArray(value) && value.length > 0 ? `${write(value).slice(0, -1)},]` : write(value)),
  }),
);
