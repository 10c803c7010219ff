import { behaviourFault } from "../behaviour-fault.ts";

export const refusedUpdateReservesEmail = behaviourFault(
  {
    id: "refused-update-reserves-email",
    sentence: "The e-mail that a refused update asked for is reserved.",
    class: "V",
    breaks: "valid-create-is-accepted",
  },
  ({ isTaken }) => {
    const reserved = new Set<string>();
    return {
      afterRefusal: (_store, user, { email }) => {
        if (user !== undefined && email !== undefined && email !== user.email) reserved.add(email);
      },
      isTaken: (store, email, self, caller) => reserved.has(email) || isTaken(store, email, self, caller),
    };
  },
);
