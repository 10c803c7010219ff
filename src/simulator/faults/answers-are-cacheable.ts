import { behaviourFault } from "../behaviour-fault.ts";

export const answersAreCacheable = behaviourFault(
  {
    id: "answers-are-cacheable",
    sentence: "Reads may be kept by any cache for a minute.",
    class: "S",
    breaks: "private-answers-not-cacheable",
  },
  ({ cacheControl }) => ({
    cacheControl: (status) => (status === 200 ? "public, max-age=60" : cacheControl(status)),
  }),
);
