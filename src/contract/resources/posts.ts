import type { Post } from "../document.ts";
import type { Resource } from "../resource.ts";

/** Posts, below users. @see facts 9.1, facts 9.2, facts 9.4, facts 9.5 */
export const posts: Resource<Post, "title" | "body"> = {
  idField: "id",
  fields: {
    title: {
      messages: { blank: "can't be blank", tooLong: "is too long (maximum is 200 characters)" },
      maxLength: 200,
    },
    body: {
      messages: { blank: "can't be blank", tooLong: "is too long (maximum is 500 characters)" },
      maxLength: 500,
    },
  },
  parent: { resource: "users", field: "user_id", error: "user" },
};
