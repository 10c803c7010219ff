import type { ResourceName } from "./document.ts";
import type { Parent } from "./resource.ts";
import { comments } from "./resources/comments.ts";
import { posts } from "./resources/posts.ts";
import { todos } from "./resources/todos.ts";
import { users } from "./resources/users.ts";

/** Every resource described. */
export const resources = { users, posts, comments, todos } as const;

/** The fields a caller may set, in the order they are shown. */
export const fieldsOf = (resource: ResourceName): readonly string[] => Object.keys(resources[resource].fields);

/** What a resource lies below; undefined: nothing. */
export const parentOf = (resource: ResourceName): Parent | undefined => resources[resource].parent;
