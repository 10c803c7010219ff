import { behaviourFault } from "../behaviour-fault.ts";

export const emailLowerCased = behaviourFault(
  {
    id: "email-lower-cased",
    sentence: "E-mails come back in lower case.",
    class: "Q",
    breaks: "create-echoes-input",
  },
  ({ normalise }) => ({
    normalise: (field, value) => {
      const text = normalise(field, value);
      return field === "email" ? text.toLowerCase() : text;
    },
  }),
);
