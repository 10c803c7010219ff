import type { BenignVariant } from "../benign-variant.ts";

export const emailUniquenessAnyCase: BenignVariant = {
  id: "email-uniqueness-any-case",
  sentence: "E-mails that differ only in letter case are the same.",
  policy: (correct) => ({
    ...correct,
    isTaken: (store, email, self) => store.withEmail(email).some((user) => user.id !== self),
  }),
};
