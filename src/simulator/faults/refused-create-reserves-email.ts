import { behaviourFault } from "../behaviour-fault.ts";

export const refusedCreateReservesEmail = behaviourFault(
  {
    id: "refused-create-reserves-email",
    sentence: "The e-mail of a refused create is reserved.",
    class: "V",
    breaks: "refused-write-changes-nothing",
  },
  ({ isTaken }) => {
    const reserved = new Set<string>();
    return {
      afterRefusal: (_store, user, { email }) => {
        if (user === undefined && email !== undefined) reserved.add(email);
      },
      isTaken: (store, email, self, caller) => reserved.has(email) || isTaken(store, email, self, caller),
    };
  },
);
