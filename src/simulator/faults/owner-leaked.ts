import { behaviourFault } from "../behaviour-fault.ts";

export const ownerLeaked = behaviourFault(
  {
    id: "owner-leaked",
    sentence: "A user read by id shows the internal `owner`.",
    class: "S",
    breaks: "body-schema",
  },
  ({ showUser }) => ({ showUser: (user) => ({ ...showUser(user), owner: user.owner ?? null }) }),
);
