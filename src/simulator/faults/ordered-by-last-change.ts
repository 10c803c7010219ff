import { behaviourFault } from "../behaviour-fault.ts";

export const orderedByLastChange = behaviourFault(
  {
    id: "ordered-by-last-change",
    sentence: "A user that is updated comes first in lists.",
    class: "H",
    breaks: "newest-first",
  },
  ({ save, order }) => {
    const changes = new Map<number, number>();
    let count = 0;
    return {
      save: (store, user) => {
        changes.set(user.id, ++count);
        save(store, user);
      },
      order: (users) =>
        [...order(users)].sort((a, b) => (changes.get(b.id) ?? 0) - (changes.get(a.id) ?? 0) || b.id - a.id),
    };
  },
);
