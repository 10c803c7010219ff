import { behaviourFault } from "../behaviour-fault.ts";

export const secondUpdateIsLost = behaviourFault(
  {
    id: "second-update-is-lost",
    sentence: "Each second update of a user is shown and not stored.",
    class: "V",
    breaks: "read-shows-last-write",
  },
  ({ save }) => {
    const updates = new Map<number, number>();
    return {
      save: (store, user) => {
        const count = (updates.get(user.id) ?? 0) + 1;
        updates.set(user.id, count);
        if (count % 2 === 1) save(store, user);
      },
    };
  },
);
