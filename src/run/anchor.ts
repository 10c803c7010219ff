import type { Step } from "../generators/step.ts";

/** Made first and deleted last: alive at the end, it proves that no daily reset took what was found missing. */
export const anchor = {
  purpose: "anchor",
  steps: [
    {
      do: "create",
      as: "A",
      handle: "anchor",
      body: { name: "Anchor", email: { fresh: "anchor" }, gender: "female", status: "active" },
    },
  ] satisfies readonly Step[],
};
