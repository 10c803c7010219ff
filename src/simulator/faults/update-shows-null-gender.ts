import { behaviourFault } from "../behaviour-fault.ts";

export const updateShowsNullGender = behaviourFault(
  {
    id: "update-shows-null-gender",
    sentence: "An update that does not name the gender shows it as null.",
    class: "S",
    breaks: "body-schema",
  },
  ({ showUpdated }) => ({
    showUpdated: (user, sent) => ({
      ...showUpdated(user, sent),
      ...(sent.gender === undefined ? { gender: null } : {}),
    }),
  }),
);
