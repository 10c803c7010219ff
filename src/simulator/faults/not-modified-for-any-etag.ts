import { behaviourFault } from "../behaviour-fault.ts";

export const notModifiedForAnyEtag = behaviourFault(
  {
    id: "not-modified-for-any-etag",
    sentence: "Any If-None-Match answers 304.",
    class: "S",
    breaks: "not-modified-only-when-current",
  },
  () => ({ isCurrent: () => true }),
);
