import { behaviourFault } from "../behaviour-fault.ts";

export const timestampsLeakedInLists = behaviourFault(
  {
    id: "timestamps-leaked-in-lists",
    sentence: "List items show `created_at`.",
    class: "S",
    breaks: "body-schema",
  },
  ({ showRow }) => ({ showRow: (user) => ({ ...showRow(user), created_at: "2026-01-01T00:00:00.000Z" }) }),
);
