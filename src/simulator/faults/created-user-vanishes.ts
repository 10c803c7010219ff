import { behaviourFault } from "../behaviour-fault.ts";

export const createdUserVanishes = behaviourFault(
  {
    id: "created-user-vanishes",
    sentence: "A created user is gone once five more have been created.",
    class: "V",
    breaks: "records-stay",
  },
  ({ insert }) => {
    const made: number[] = [];
    return {
      insert: (store, user) => {
        insert(store, user);
        made.push(user.id);
        const oldest = made.length > 5 ? made.shift() : undefined;
        if (oldest !== undefined) store.remove(oldest);
      },
    };
  },
);
