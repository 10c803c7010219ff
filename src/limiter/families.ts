import { intervalBucket, tokenBucket, truncatingBucket } from "./families/buckets.ts";
import { fixedWindowAligned, fixedWindowAnchored, slidingCounter, slidingLog } from "./families/windows.ts";
import { type AnyLimiterFamily, anyFamily } from "./limiter.ts";

/** Every limiter the simulator can enforce and the load side can identify.. */
export const families = {
  "token-bucket": anyFamily(tokenBucket),
  "truncating-bucket": anyFamily(truncatingBucket),
  "interval-bucket": anyFamily(intervalBucket),
  "fixed-window-aligned": anyFamily(fixedWindowAligned),
  "fixed-window-anchored": anyFamily(fixedWindowAnchored),
  "sliding-log": anyFamily(slidingLog),
  "sliding-counter": anyFamily(slidingCounter),
} as const satisfies { readonly [Id in string]: AnyLimiterFamily<Id> };

export type FamilyId = keyof typeof families;

/** The ids, in the order reports show them. */
export const familyIds: readonly FamilyId[] = [
  "token-bucket",
  "truncating-bucket",
  "interval-bucket",
  "fixed-window-aligned",
  "fixed-window-anchored",
  "sliding-log",
  "sliding-counter",
];

export const isFamilyId = (text: string): text is FamilyId => Object.hasOwn(families, text);
