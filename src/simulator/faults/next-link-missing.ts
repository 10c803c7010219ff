import { behaviourFault } from "../behaviour-fault.ts";

export const nextLinkMissing = behaviourFault(
  {
    id: "next-link-missing",
    sentence: "The last page lacks X-Links-Next in the place of leaving it empty.",
    class: "S",
    breaks: "required-headers",
  },
  ({ listHeaders }) => ({
    listHeaders: (...list) => {
      const { "X-Links-Next": next, ...rest } = listHeaders(...list);
      return next === "" ? rest : { ...rest, "X-Links-Next": next ?? "" };
    },
  }),
);
