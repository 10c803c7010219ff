import { behaviourFault } from "../behaviour-fault.ts";

export const changedEmailIsNotReserved = behaviourFault(
  {
    id: "changed-email-is-not-reserved",
    sentence: "An e-mail a user was given by an update may be used again.",
    class: "V",
    breaks: "email-unique-on-create",
  },
  ({ insert }) => {
    const created = new Map<number, string>();
    return {
      insert: (store, user) => {
        created.set(user.id, user.email);
        insert(store, user);
      },
      isTaken: (store, email, self) =>
        store
          .withEmail(email)
          .some((user) => user.email === email && user.id !== self && (created.get(user.id) ?? email) === email),
    };
  },
);
