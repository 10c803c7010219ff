import { byFixedWindowAligned } from "./benign/by-fixed-window-aligned.ts";
import { byFixedWindowAnchored } from "./benign/by-fixed-window-anchored.ts";
import { byIntervalBucket } from "./benign/by-interval-bucket.ts";
import { bySlidingCounter } from "./benign/by-sliding-counter.ts";
import { bySlidingLog } from "./benign/by-sliding-log.ts";
import { byTokenBucket } from "./benign/by-token-bucket.ts";
import { collection405 } from "./benign/collection-405.ts";
import { connectionClose } from "./benign/connection-close.ts";
import { cors } from "./benign/cors.ts";
import { dailyReset } from "./benign/daily-reset.ts";
import { dateHeaders } from "./benign/date-headers.ts";
import { edge502 } from "./benign/edge-502.ts";
import { edge502AfterTheAct } from "./benign/edge-502-after-the-act.ts";
import { emailUniquenessAnyCase } from "./benign/email-uniqueness-any-case.ts";
import { emailUniquenessPerAccount } from "./benign/email-uniqueness-per-account.ts";
import { escapedJson } from "./benign/escaped-json.ts";
import { extraHeaders } from "./benign/extra-headers.ts";
import { fullLinks } from "./benign/full-links.ts";
import { gzip } from "./benign/gzip.ts";
import { hugeIds } from "./benign/huge-ids.ts";
import { immediateRemaining } from "./benign/immediate-remaining.ts";
import { initialRemainingLower } from "./benign/initial-remaining-lower.ts";
import { jittery } from "./benign/jittery.ts";
import { leftovers } from "./benign/leftovers.ts";
import { limit30 } from "./benign/limit-30.ts";
import { limit300 } from "./benign/limit-300.ts";
import { malformedJson401 } from "./benign/malformed-json-401.ts";
import { never304 } from "./benign/never-304.ts";
import { noEdgeHeaders } from "./benign/no-edge-headers.ts";
import { noEtag } from "./benign/no-etag.ts";
import { noLocation } from "./benign/no-location.ts";
import { otherKeyOrder } from "./benign/other-key-order.ts";
import { othersWriting } from "./benign/others-writing.ts";
import { plainJsonType } from "./benign/plain-json-type.ts";
import { prettyPrinted } from "./benign/pretty-printed.ts";
import { resets } from "./benign/resets.ts";
import { resetsAfterTheAct } from "./benign/resets-after-the-act.ts";
import { retryAfter } from "./benign/retry-after.ts";
import { roundedUpReset } from "./benign/rounded-up-reset.ts";
import { seedReplaced } from "./benign/seed-replaced.ts";
import { slow } from "./benign/slow.ts";
import { strongEtag } from "./benign/strong-etag.ts";
import { trimsValues } from "./benign/trims-values.ts";
import { unsupportedMediaType415 } from "./benign/unsupported-media-type-415.ts";
import { upperCaseHeaderNames } from "./benign/upper-case-header-names.ts";
import type { BenignVariant } from "./benign-variant.ts";

/** Correct but unusual servers: a suite that alarms on one of them is wrong. One file of `benign/` each. */
export const benignVariants: readonly BenignVariant[] = [
  extraHeaders,
  upperCaseHeaderNames,
  otherKeyOrder,
  prettyPrinted,
  escapedJson,
  gzip,
  connectionClose,
  slow,
  jittery,
  hugeIds,
  othersWriting,
  leftovers,
  limit30,
  limit300,
  byTokenBucket,
  byIntervalBucket,
  byFixedWindowAligned,
  byFixedWindowAnchored,
  bySlidingLog,
  bySlidingCounter,
  edge502,
  edge502AfterTheAct,
  resets,
  resetsAfterTheAct,
  noEtag,
  never304,
  strongEtag,
  noLocation,
  seedReplaced,
  dailyReset,
  noEdgeHeaders,
  fullLinks,
  dateHeaders,
  unsupportedMediaType415,
  malformedJson401,
  emailUniquenessAnyCase,
  emailUniquenessPerAccount,
  trimsValues,
  retryAfter,
  collection405,
  immediateRemaining,
  roundedUpReset,
  cors,
  plainJsonType,
  initialRemainingLower,
];

export const findBenign = (id: string): BenignVariant | undefined =>
  benignVariants.find((variant) => variant.id === id);
