import { behaviourFault } from "../behaviour-fault.ts";

export const markupEscaped = behaviourFault(
  {
    id: "markup-escaped",
    sentence: "Markup in a name comes back escaped.",
    class: "Q",
    breaks: "create-echoes-input",
  },
  ({ normalise }) => ({
    normalise: (field, value) => {
      const text = normalise(field, value);
      return field === "name" ? text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;") : text;
    },
  }),
);
