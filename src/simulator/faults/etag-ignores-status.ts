import { behaviourFault } from "../behaviour-fault.ts";

export const etagIgnoresStatus = behaviourFault(
  {
    id: "etag-ignores-status",
    sentence: "ETag stays the same when only a status changes.",
    class: "S",
    breaks: "etag-follows-content",
  },
  ({ etag }) => ({ etag: (body) => etag(body.replaceAll('"status":"inactive"', '"status":"active"')) }),
);
