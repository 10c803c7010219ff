import { behaviourFault } from "../behaviour-fault.ts";

export const locationNamesAnother = behaviourFault(
  {
    id: "location-names-another",
    sentence: "Location names the id after the new one.",
    class: "H",
    breaks: "location-names-the-user",
  },
  ({ location }) => ({ location: (url, id) => location(url, id + 1) }),
);
