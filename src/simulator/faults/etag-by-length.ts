import { behaviourFault } from "../behaviour-fault.ts";

export const etagByLength = behaviourFault(
  {
    id: "etag-by-length",
    sentence: "ETag follows the length of the content only.",
    class: "S",
    breaks: "etag-follows-content",
  },
  ({ etag }) => ({ etag: (body) => etag(String(body.length)) }),
);
