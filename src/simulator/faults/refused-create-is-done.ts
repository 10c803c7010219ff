import { behaviourFault } from "../behaviour-fault.ts";
import { storedUser } from "../store.ts";

export const refusedCreateIsDone = behaviourFault(
  {
    id: "refused-create-is-done",
    sentence: "A create that is refused for its name or status is done with a default.",
    class: "V",
    breaks: "refused-write-changes-nothing",
  },
  ({ nextId, ownerFor, isTaken }, { random }) => {
    let owner: string | undefined;
    return {
      isTaken: (store, email, self, caller) => {
        owner = ownerFor(caller);
        return isTaken(store, email, self, caller);
      },
      afterRefusal: (store, user, { email = "", name, gender }) => {
        if (user !== undefined || !email.includes("@") || store.withEmail(email).length > 0) return;
        const fields = {
          name: name || "Unnamed",
          email,
          gender: gender === "female" ? "female" : "male",
          status: "active",
        };
        store.put(storedUser(nextId(store, random), owner, fields));
      },
    };
  },
);
