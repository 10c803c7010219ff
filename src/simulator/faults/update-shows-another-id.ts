import { behaviourFault } from "../behaviour-fault.ts";

export const updateShowsAnotherId = behaviourFault(
  {
    id: "update-shows-another-id",
    sentence: "An update shows another id than the user's.",
    class: "V",
    breaks: "update-keeps-the-id",
  },
  ({ showUpdated }) => ({ showUpdated: (user, sent) => ({ ...showUpdated(user, sent), id: user.id + 1 }) }),
);
