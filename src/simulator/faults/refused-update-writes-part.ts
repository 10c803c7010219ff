import { behaviourFault } from "../behaviour-fault.ts";
import { storedUser } from "../store.ts";

export const refusedUpdateWritesPart = behaviourFault(
  {
    id: "refused-update-writes-part",
    sentence: "A refused update still writes its valid name.",
    class: "V",
    breaks: "refused-write-changes-nothing",
  },
  ({ nameProblems }) => ({
    afterRefusal: (store, user, { name }) => {
      if (user === undefined || name === undefined || nameProblems(name, "patch").length > 0) return;
      store.put(storedUser(user.id, user.owner, { ...user, name }));
    },
  }),
);
