import type { BenignVariant } from "../benign-variant.ts";
import type { StoredUser } from "../store.ts";

export const otherKeyOrder: BenignVariant = {
  id: "other-key-order",
  sentence: "JSON keys come in another order, the same everywhere.",
  policy: (correct) => {
    const show = ({ status, gender, email, name, id }: StoredUser) => ({ status, gender, email, name, id });
    return { ...correct, showUser: show, showCreated: show, showRow: show, showUpdated: show };
  },
};
