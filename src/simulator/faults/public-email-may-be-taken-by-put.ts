import { behaviourFault } from "../behaviour-fault.ts";

export const publicEmailMayBeTakenByPut = behaviourFault(
  {
    id: "public-email-may-be-taken-by-put",
    sentence: "A user may be given the e-mail of a public one by PUT.",
    class: "V",
    breaks: "public-emails-are-taken",
  },
  ({ emailProblems }, { store }) => ({
    emailProblems: (email, taken, verb) => {
      const byPublic = store.withEmail(email).every(({ owner }) => owner === undefined);
      return emailProblems(email, taken && !(verb === "put" && byPublic), verb);
    },
  }),
);
