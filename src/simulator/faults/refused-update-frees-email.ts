import { behaviourFault } from "../behaviour-fault.ts";

export const refusedUpdateFreesEmail = behaviourFault(
  {
    id: "refused-update-frees-email",
    sentence: "After a refused update the e-mail of the user counts as free.",
    class: "V",
    breaks: "email-unique-on-create",
  },
  ({ isTaken }) => {
    const freed = new Set<string>();
    return {
      afterRefusal: (_store, user) => {
        if (user !== undefined) freed.add(user.email);
      },
      isTaken: (store, email, self, caller) => !freed.has(email) && isTaken(store, email, self, caller),
    };
  },
);
