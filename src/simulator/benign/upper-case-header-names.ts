import type { BenignVariant } from "../benign-variant.ts";

/** Shows on a socket only: in process header names have no letter case. */
export const upperCaseHeaderNames: BenignVariant = {
  id: "upper-case-header-names",
  sentence: "Header names are written in capitals.",
  headerName: (name) => name.toUpperCase(),
};
