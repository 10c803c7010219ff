import { behaviourFault } from "../behaviour-fault.ts";
import { storedUser } from "../store.ts";

export const emailCaseChangeIsLost = behaviourFault(
  {
    id: "email-case-change-is-lost",
    sentence: "A change of an e-mail by letter case alone is shown and not stored.",
    class: "V",
    breaks: "read-shows-last-write",
  },
  ({ save }) => ({
    save: (store, user) => {
      const before = store.get(user.id);
      const alike = before !== undefined && before.emailKey === user.emailKey;
      save(store, alike ? storedUser(user.id, user.owner, { ...user, email: before.email }) : user);
    },
  }),
);
