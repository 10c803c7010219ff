import { behaviourFault } from "../behaviour-fault.ts";

export const emailDomainLowerCased = behaviourFault(
  {
    id: "email-domain-lower-cased",
    sentence: "The domain of an e-mail is stored in lower case.",
    class: "Q",
    breaks: "create-echoes-input",
  },
  ({ normalise }) => ({
    normalise: (field, value) => {
      const text = normalise(field, value);
      return field === "email" ? text.replace(/@.*$/, (domain) => domain.toLowerCase()) : text;
    },
  }),
);
