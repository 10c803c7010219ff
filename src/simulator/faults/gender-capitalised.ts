import { behaviourFault } from "../behaviour-fault.ts";

export const genderCapitalised = behaviourFault(
  {
    id: "gender-capitalised",
    sentence: 'A user read by id has gender "Male" or "Female".',
    class: "S",
    breaks: "body-schema",
  },
  ({ showUser }) => ({
    showUser: (user) => ({ ...showUser(user), gender: user.gender === "male" ? "Male" : "Female" }),
  }),
);
