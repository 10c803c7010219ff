import { users } from "./resources/users.ts";

/** Every resource described; posts, comments and todos would join here. */
export const resources = { users } as const;
