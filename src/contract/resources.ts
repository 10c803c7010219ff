import type { Comment, Post, ResourceName, Todo, User } from "./document.ts";

/** How one field of a resource behaves: what generators draw from, the model predicts with, and rules quote. */
interface FieldFacts {
  /** Texts of the 422 item for this field. `format` only where a value can have a wrong shape. */
  readonly messages: {
    /** Absent: a blank value is fine. */
    readonly blank?: string;
    readonly tooLong?: string;
    readonly format?: string;
    readonly taken?: string;
  };
  /** Longest value in characters (code points). */
  readonly maxLength?: number;
  /** Allowed values, in lower case; input may come in any case and is stored in lower case. */
  readonly values?: readonly string[];
  /** How a list filter of this name matches; absent: unknown. */
  readonly filter?: "substring, any case" | "exact, any case";
}

/** A field that may not be blank. */
export interface RequiredField extends FieldFacts {
  readonly messages: FieldFacts["messages"] & { readonly blank: string };
}

/** What a record lies below. */
interface Parent<Field extends string = string> {
  readonly resource: ResourceName;
  /** The field that holds its id. */
  readonly field: Field;
  /** The field that a 422 names where it does not exist. */
  readonly error: string;
}

/** A resource of the API, described once for the model, the generators and the rules. */
interface Resource<Item, Field extends string> {
  readonly idField: keyof Item & string;
  /** Fields a caller may set. */
  readonly fields: Readonly<Record<Field, FieldFacts>>;
  /**
   * The order 422 lists blank and out-of-range fields in; format and uniqueness come after all of these. Absent:
   * unknown.
   */
  readonly presenceOrder?: readonly Field[];
  readonly parent?: Parent<keyof Item & string>;
}

/** A text that may be neither blank nor longer, with the messages for both and for what else can be wrong with it. */
const textUpTo = (maxLength: number, others: Pick<FieldFacts["messages"], "format" | "taken"> = {}) => ({
  messages: { blank: "can't be blank", tooLong: `is too long (maximum is ${maxLength} characters)`, ...others },
  maxLength,
});

export type UserField = "name" | "email" | "gender" | "status";

/** Users. @see guide G5, guide G6, guide G9; sections 1, 4 and 5 of docs/facts.md */
export const users: Resource<User, UserField> & {
  readonly fields: Readonly<Record<UserField, RequiredField>>;
  readonly presenceOrder: readonly UserField[];
} = {
  idField: "id",
  fields: {
    name: { ...textUpTo(200), filter: "substring, any case" },
    email: {
      ...textUpTo(200, { format: "is invalid", taken: "has already been taken" }),
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

/** Posts, below users. @see facts 9.1, facts 9.2, facts 9.4, facts 9.5 */
const posts: Resource<Post, "title" | "body"> = {
  idField: "id",
  fields: {
    title: textUpTo(200),
    body: textUpTo(500),
  },
  parent: { resource: "users", field: "user_id", error: "user" },
};

/** Comments, below posts. @see facts 9.1, facts 9.2, facts 9.4 to facts 9.6 */
const comments: Resource<Comment, "name" | "email" | "body"> = {
  idField: "id",
  fields: {
    name: textUpTo(200),
    email: { messages: { blank: "can't be blank, is invalid", format: "is invalid" } },
    body: textUpTo(500),
  },
  parent: { resource: "posts", field: "post_id", error: "post" },
};

/** Todos, below users. @see facts 9.1, facts 9.3 to facts 9.7 */
const todos: Resource<Todo, "title" | "due_on" | "status"> = {
  idField: "id",
  fields: {
    title: textUpTo(200),
    // What is no date becomes null, so that nothing is wrong with any value.
    due_on: { messages: {} },
    status: {
      messages: { blank: "can't be blank, can be pending or completed" },
      values: ["pending", "completed"],
    },
  },
  parent: { resource: "users", field: "user_id", error: "user" },
};

/** Every resource described. */
export const resources = { users, posts, comments, todos } as const;

/** The fields a caller may set, in the order they are shown. */
export const fieldsOf = (resource: ResourceName): readonly string[] => Object.keys(resources[resource].fields);

/** What a resource lies below; undefined: nothing. */
export const parentOf = (resource: ResourceName): Parent | undefined => resources[resource].parent;
