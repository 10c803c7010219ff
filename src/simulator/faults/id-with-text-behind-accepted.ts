import { behaviourFault } from "../behaviour-fault.ts";

export const idWithTextBehindAccepted = behaviourFault(
  {
    id: "id-with-text-behind-accepted",
    sentence: "An id is read up to the first character that is no digit.",
    class: "Q",
    breaks: "unknown-id-answers-404",
  },
  ({ idIn }) => ({ idIn: (segment) => idIn(/^[1-9]\d*/.exec(segment)?.[0] ?? segment) }),
);
