import type { BenignVariant } from "../benign-variant.ts";

export const emailUniquenessPerAccount: BenignVariant = {
  id: "email-uniqueness-per-account",
  sentence: "An e-mail may be used once in each account.",
  policy: (correct) => ({
    ...correct,
    isTaken: (store, email, self, caller) =>
      store
        .withEmail(email)
        .some(
          (user) =>
            user.email === email && user.id !== self && (user.owner === undefined || user.owner === caller.account),
        ),
  }),
};
