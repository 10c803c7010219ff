import type { Step } from "../generators/step.ts";

/** Made first and deleted last: alive at the end, it proves that no daily reset took what was found missing. */
export const sentinelRecord = {
  purpose: "sentinel-record",
  steps: [
    {
      do: "create",
      as: "A",
      handle: "sentinel",
      body: { name: "Sentinel", email: { fresh: "sentinel" }, gender: "female", status: "active" },
    },
  ] satisfies readonly Step[],
};
