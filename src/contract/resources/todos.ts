import type { Todo } from "../document.ts";
import type { Resource } from "../resource.ts";

/** Todos, below users. @see facts 9.1, facts 9.3 to facts 9.7 */
export const todos: Resource<Todo, "title" | "due_on" | "status"> = {
  idField: "id",
  fields: {
    title: {
      messages: { blank: "can't be blank", tooLong: "is too long (maximum is 200 characters)" },
      maxLength: 200,
    },
    // What is no date becomes null, so that nothing is wrong with any value.
    due_on: { messages: {} },
    status: {
      messages: { blank: "can't be blank, can be pending or completed" },
      values: ["pending", "completed"],
    },
  },
  parent: { resource: "users", field: "user_id", error: "user" },
};
