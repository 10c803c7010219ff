import { behaviourFault } from "../behaviour-fault.ts";

export const nameCutAt100 = behaviourFault(
  {
    id: "name-cut-at-100",
    sentence: "A created name is cut at 100 characters.",
    class: "Q",
    breaks: "create-echoes-input",
  },
  ({ normalise }) => ({
    normalise: (field, value) => {
      const text = normalise(field, value);
      return field === "name" && text.length <= 200 ? text.slice(0, 100) : text;
    },
  }),
);
