import { behaviourFault } from "../behaviour-fault.ts";

export const hugeIdAnswers500 = behaviourFault(
  {
    id: "huge-id-answers-500",
    sentence: "An id above 2^31 answers 500.",
    class: "S",
    breaks: "no-server-error",
  },
  ({ idIn }) => ({
    idIn: (segment) => {
      if (Number(segment) > 2 ** 31) throw new Error("integer out of range");
      return idIn(segment);
    },
  }),
);
