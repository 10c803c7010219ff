import { behaviourFault } from "../behaviour-fault.ts";

export const lastTokenRemembered = behaviourFault(
  {
    id: "last-token-remembered",
    sentence: "A call without a token right after one with a token is taken for its continuation.",
    class: "T",
    breaks: "private-user-hidden-from-anonymous",
  },
  ({ tokenIn }) => {
    let last: string | undefined;
    return {
      tokenIn: (authorization, query) => {
        const token = tokenIn(authorization, query);
        const continued = token ?? last;
        last = token;
        return continued;
      },
    };
  },
);
