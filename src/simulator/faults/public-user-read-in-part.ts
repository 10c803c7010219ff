import { behaviourFault } from "../behaviour-fault.ts";

export const publicUserReadInPart = behaviourFault(
  {
    id: "public-user-read-in-part",
    sentence: "A public user read by id has its e-mail hidden.",
    class: "H",
    breaks: "public-users-read-as-listed",
  },
  ({ showUser }) => ({
    showUser: (user) => showUser(user.owner === undefined ? { ...user, email: "hidden@example.com" } : user),
  }),
);
