import { behaviourFault } from "../behaviour-fault.ts";
import { storedUser } from "../store.ts";

export const refusedUpdateMovesEmail = behaviourFault(
  {
    id: "refused-update-moves-email",
    sentence: "A refused update still writes its valid e-mail.",
    class: "V",
    breaks: "refused-write-changes-nothing",
  },
  ({ emailProblems, isTaken }) => ({
    afterRefusal: (store, user, { email }) => {
      if (user === undefined || email === undefined) return;
      const taken = isTaken(store, email, user.id, { account: user.owner, token: undefined });
      if (emailProblems(email, taken, "patch").length > 0) return;
      store.put(storedUser(user.id, user.owner, { ...user, email }));
    },
  }),
);
