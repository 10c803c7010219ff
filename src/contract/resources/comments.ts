import type { Comment } from "../document.ts";
import type { Resource } from "../resource.ts";

/** Comments, below posts. @see facts 9.1, facts 9.2, facts 9.4 to facts 9.6 */
export const comments: Resource<Comment, "name" | "email" | "body"> = {
  idField: "id",
  fields: {
    name: {
      messages: { blank: "can't be blank", tooLong: "is too long (maximum is 200 characters)" },
      maxLength: 200,
    },
    email: { messages: { blank: "can't be blank, is invalid", format: "is invalid" } },
    body: {
      messages: { blank: "can't be blank", tooLong: "is too long (maximum is 500 characters)" },
      maxLength: 500,
    },
  },
  parent: { resource: "posts", field: "post_id", error: "post" },
};
