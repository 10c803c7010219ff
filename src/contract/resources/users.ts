import type { User } from "../document.ts";
import type { RequiredField, Resource } from "../resource.ts";

export type UserField = "name" | "email" | "gender" | "status";

/** Users. @see guide G5, guide G6, guide G9; sections 1, 4 and 5 of docs/facts.md */
export const users: Resource<User, UserField> & {
  readonly fields: Readonly<Record<UserField, RequiredField>>;
  readonly presenceOrder: readonly UserField[];
} = {
  idField: "id",
  fields: {
    name: {
      messages: { blank: "can't be blank", tooLong: "is too long (maximum is 200 characters)" },
      maxLength: 200,
      filter: "substring, any case",
    },
    email: {
      messages: {
        blank: "can't be blank",
        tooLong: "is too long (maximum is 200 characters)",
        format: "is invalid",
        taken: "has already been taken",
      },
      maxLength: 200,
      filter: "substring, any case",
    },
    gender: {
      // "of" is the service's own spelling (facts 10.5).
      messages: { blank: "can't be blank, can be male of female" },
      values: ["male", "female"],
      filter: "exact, any case",
    },
    status: {
      messages: { blank: "can't be blank" },
      values: ["active", "inactive"],
      filter: "exact, any case",
    },
  },
  presenceOrder: ["email", "name", "gender", "status"],
};

/** The caller's fields of a user, in the order the service writes them. */
export const userFields: readonly UserField[] = ["name", "email", "gender", "status"];
