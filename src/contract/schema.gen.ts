// Generated from openapi/gorest.yaml by `npm run generate`. Do not edit.
export interface paths {
    "/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the users this caller can see, newest first, a page at a time
         * @description A bare JSON array; the paging facts are in the headers. An authenticated caller sees its account's own users
         *     and the public seed; an anonymous one the seed only. A page beyond the end is an empty array.
         */
        get: operations["listUsers"];
        put?: never;
        /**
         * Create a user that only the token's account can see
         * @description All four fields are required. Unknown fields are ignored. `gender` and `status` are read in any letter case
         *     and stored in lower case; every other value comes back as sent.
         */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id the service gave the user. A value that is no id answers 404, never 400.
                 * @example 8299746
                 */
                id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        /**
         * Read one user
         * @description 404 when the id never existed, was deleted, or belongs to another account: for this caller it does not exist.
         */
        get: operations["getUser"];
        /**
         * Update the fields that are sent
         * @description Behaves as PATCH: a body with one field, or none, answers 200 and leaves the rest as it was. The status-code
         *     page of the docs calls it a full replacement; probes of 2026 contradict it.
         */
        put: operations["putUser"];
        post?: never;
        /**
         * Delete one user
         * @description 204 once; from then on every verb on this id answers 404 and the e-mail is free again.
         */
        delete: operations["deleteUser"];
        options?: never;
        head?: never;
        /**
         * Update the fields that are sent and nothing else
         * @description An empty object answers 200 and changes nothing. A refused update changes nothing.
         */
        patch: operations["patchUser"];
        trace?: never;
    };
    "/posts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the posts this caller can see, a page at a time
         * @description A bare JSON array like that of users. What a filter does here, and the order, are not known.
         */
        get: operations["listPosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/posts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id the service gave the record. */
                id: components["parameters"]["RecordId"];
            };
            cookie?: never;
        };
        /**
         * Read one post
         * @description 404 when there is no such post for this caller, or none any more.
         */
        get: operations["getPost"];
        /**
         * Update the fields that are sent
         * @description Behaves as PATCH, as far as is known.
         */
        put: operations["putPost"];
        post?: never;
        /**
         * Delete one post
         * @description 204 once; from then on it answers 404.
         */
        delete: operations["deletePost"];
        options?: never;
        head?: never;
        /**
         * Update the fields that are sent
         * @description What is sent is shown first.
         */
        patch: operations["patchPost"];
        trace?: never;
    };
    "/users/{id}/posts": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id the service gave the record. */
                id: components["parameters"]["RecordId"];
            };
            cookie?: never;
        };
        /**
         * List the posts below a user
         * @description A list like every other; its links lead to the collection of all. Below a user that this caller cannot see one
         *     source saw an empty list; a 404 is as good.
         */
        get: operations["listUserPosts"];
        put?: never;
        /**
         * Create a post below a user
         * @description A user that this caller cannot see must exist first: one source saw 422 on the field `user`; a 404 is as good.
         */
        post: operations["createUserPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/comments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the comments this caller can see, a page at a time
         * @description A bare JSON array like that of users. What a filter does here, and the order, are not known.
         */
        get: operations["listComments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/comments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id the service gave the record. */
                id: components["parameters"]["RecordId"];
            };
            cookie?: never;
        };
        /**
         * Read one comment
         * @description 404 when there is no such comment for this caller, or none any more.
         */
        get: operations["getComment"];
        /**
         * Update the fields that are sent
         * @description Behaves as PATCH, as far as is known.
         */
        put: operations["putComment"];
        post?: never;
        /**
         * Delete one comment
         * @description 204 once; from then on it answers 404.
         */
        delete: operations["deleteComment"];
        options?: never;
        head?: never;
        /**
         * Update the fields that are sent
         * @description What is sent is shown first.
         */
        patch: operations["patchComment"];
        trace?: never;
    };
    "/posts/{id}/comments": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id the service gave the record. */
                id: components["parameters"]["RecordId"];
            };
            cookie?: never;
        };
        /**
         * List the comments below a post
         * @description A list like every other; its links lead to the collection of all. Below a post that this caller cannot see one
         *     source saw an empty list; a 404 is as good.
         */
        get: operations["listPostComments"];
        put?: never;
        /**
         * Create a comment below a post
         * @description A post that this caller cannot see must exist first: one source saw 422 on the field `post`; a 404 is as good.
         */
        post: operations["createPostComment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/todos": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the todos this caller can see, a page at a time
         * @description A bare JSON array like that of users. What a filter does here, and the order, are not known.
         */
        get: operations["listTodos"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/todos/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id the service gave the record. */
                id: components["parameters"]["RecordId"];
            };
            cookie?: never;
        };
        /**
         * Read one todo
         * @description 404 when there is no such todo for this caller, or none any more.
         */
        get: operations["getTodo"];
        /**
         * Update the fields that are sent
         * @description Behaves as PATCH, as far as is known.
         */
        put: operations["putTodo"];
        post?: never;
        /**
         * Delete one todo
         * @description 204 once; from then on it answers 404.
         */
        delete: operations["deleteTodo"];
        options?: never;
        head?: never;
        /**
         * Update the fields that are sent
         * @description What is sent is shown first.
         */
        patch: operations["patchTodo"];
        trace?: never;
    };
    "/users/{id}/todos": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id the service gave the record. */
                id: components["parameters"]["RecordId"];
            };
            cookie?: never;
        };
        /**
         * List the todos below a user
         * @description A list like every other; its links lead to the collection of all. Below a user that this caller cannot see one
         *     source saw an empty list; a 404 is as good.
         */
        get: operations["listUserTodos"];
        put?: never;
        /**
         * Create a todo below a user
         * @description A user that this caller cannot see must exist first: one source saw 422 on the field `user`; a 404 is as good.
         */
        post: operations["createUserTodo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @enum {string} */
        Gender: "male" | "female";
        /** @enum {string} */
        Status: "active" | "inactive";
        /** @description Exactly five fields, no envelope, no timestamps. Key order varies by operation and means nothing. */
        User: {
            /**
             * Format: int64
             * @description Given by the service, unique, increasing with gaps.
             */
            id: number;
            name: string;
            email: string;
            gender: components["schemas"]["Gender"];
            status: components["schemas"]["Status"];
        };
        NewUser: {
            name: string;
            email: string;
            gender: components["schemas"]["Gender"];
            status: components["schemas"]["Status"];
        };
        UserChange: {
            name?: string;
            email?: string;
            gender?: components["schemas"]["Gender"];
            status?: components["schemas"]["Status"];
        };
        /** @description Exactly four fields. The longest title and body rest on one source, so that no answer is held to them. */
        Post: {
            /** Format: int64 */
            id: number;
            /** Format: int64 */
            user_id: number;
            title: string;
            body: string;
        };
        NewPost: {
            title: string;
            body: string;
        };
        PostChange: {
            title?: string;
            body?: string;
        };
        /** @description Exactly five fields. */
        Comment: {
            /** Format: int64 */
            id: number;
            /** Format: int64 */
            post_id: number;
            name: string;
            email: string;
            body: string;
        };
        NewComment: {
            name: string;
            email: string;
            body: string;
        };
        CommentChange: {
            name?: string;
            email?: string;
            body?: string;
        };
        /** @enum {string} */
        TodoStatus: "pending" | "completed";
        /** @description Seen by two sources and not recorded, so that further fields are let pass. */
        Todo: {
            /** Format: int64 */
            id: number;
            /** Format: int64 */
            user_id: number;
            title: string;
            due_on?: string | null;
            status?: string;
        };
        NewTodo: {
            title: string;
            due_on?: string | null;
            status: components["schemas"]["TodoStatus"];
        };
        TodoChange: {
            title?: string;
            due_on?: string | null;
            status?: components["schemas"]["TodoStatus"];
        };
        /** @description Every broken field at once, one item a field, several messages of a field joined by ", ". */
        FieldErrors: {
            field: string;
            message: string;
        }[];
        Message: {
            message: string;
        };
    };
    responses: {
        /** @description A page of users, perhaps empty. */
        UserPage: {
            headers: {
                "X-Pagination-Total": components["headers"]["PaginationTotal"];
                "X-Pagination-Pages": components["headers"]["PaginationPages"];
                "X-Pagination-Page": components["headers"]["PaginationPage"];
                "X-Pagination-Limit": components["headers"]["PaginationLimit"];
                "X-Links-Current": components["headers"]["LinkCurrent"];
                "X-Links-Next": components["headers"]["LinkNext"];
                "X-Links-Previous": components["headers"]["LinkPrevious"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                ETag: components["headers"]["ETag"];
                "Cache-Control": components["headers"]["CacheControl"];
                "X-Request-Id": components["headers"]["RequestId"];
                Vary: components["headers"]["Vary"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["User"][];
            };
        };
        /** @description The user. */
        User: {
            headers: {
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                ETag: components["headers"]["ETag"];
                "Cache-Control": components["headers"]["CacheControl"];
                "X-Request-Id": components["headers"]["RequestId"];
                Vary: components["headers"]["Vary"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["User"];
            };
        };
        /** @description The new user. */
        UserCreated: {
            headers: {
                Location: components["headers"]["Location"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                ETag: components["headers"]["ETag"];
                "Cache-Control": components["headers"]["CacheControl"];
                "X-Request-Id": components["headers"]["RequestId"];
                Vary: components["headers"]["Vary"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["User"];
            };
        };
        /** @description A page of posts. */
        PostPage: {
            headers: {
                "X-Pagination-Total": components["headers"]["PaginationTotal"];
                "X-Pagination-Pages": components["headers"]["PaginationPages"];
                "X-Pagination-Page": components["headers"]["PaginationPage"];
                "X-Pagination-Limit": components["headers"]["PaginationLimit"];
                "X-Links-Current": components["headers"]["LinkCurrent"];
                "X-Links-Next": components["headers"]["LinkNext"];
                "X-Links-Previous": components["headers"]["LinkPrevious"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                ETag: components["headers"]["ETag"];
                "Cache-Control": components["headers"]["CacheControl"];
                "X-Request-Id": components["headers"]["RequestId"];
                Vary: components["headers"]["Vary"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Post"][];
            };
        };
        /** @description The post. */
        Post: {
            headers: {
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                ETag: components["headers"]["ETag"];
                "Cache-Control": components["headers"]["CacheControl"];
                "X-Request-Id": components["headers"]["RequestId"];
                Vary: components["headers"]["Vary"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Post"];
            };
        };
        /** @description The new post. */
        PostCreated: {
            headers: {
                Location: components["headers"]["Location"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                ETag: components["headers"]["ETag"];
                "Cache-Control": components["headers"]["CacheControl"];
                "X-Request-Id": components["headers"]["RequestId"];
                Vary: components["headers"]["Vary"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Post"];
            };
        };
        /** @description A page of comments. */
        CommentPage: {
            headers: {
                "X-Pagination-Total": components["headers"]["PaginationTotal"];
                "X-Pagination-Pages": components["headers"]["PaginationPages"];
                "X-Pagination-Page": components["headers"]["PaginationPage"];
                "X-Pagination-Limit": components["headers"]["PaginationLimit"];
                "X-Links-Current": components["headers"]["LinkCurrent"];
                "X-Links-Next": components["headers"]["LinkNext"];
                "X-Links-Previous": components["headers"]["LinkPrevious"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                ETag: components["headers"]["ETag"];
                "Cache-Control": components["headers"]["CacheControl"];
                "X-Request-Id": components["headers"]["RequestId"];
                Vary: components["headers"]["Vary"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Comment"][];
            };
        };
        /** @description The comment. */
        Comment: {
            headers: {
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                ETag: components["headers"]["ETag"];
                "Cache-Control": components["headers"]["CacheControl"];
                "X-Request-Id": components["headers"]["RequestId"];
                Vary: components["headers"]["Vary"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Comment"];
            };
        };
        /** @description The new comment. */
        CommentCreated: {
            headers: {
                Location: components["headers"]["Location"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                ETag: components["headers"]["ETag"];
                "Cache-Control": components["headers"]["CacheControl"];
                "X-Request-Id": components["headers"]["RequestId"];
                Vary: components["headers"]["Vary"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Comment"];
            };
        };
        /** @description A page of todos. */
        TodoPage: {
            headers: {
                "X-Pagination-Total": components["headers"]["PaginationTotal"];
                "X-Pagination-Pages": components["headers"]["PaginationPages"];
                "X-Pagination-Page": components["headers"]["PaginationPage"];
                "X-Pagination-Limit": components["headers"]["PaginationLimit"];
                "X-Links-Current": components["headers"]["LinkCurrent"];
                "X-Links-Next": components["headers"]["LinkNext"];
                "X-Links-Previous": components["headers"]["LinkPrevious"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                ETag: components["headers"]["ETag"];
                "Cache-Control": components["headers"]["CacheControl"];
                "X-Request-Id": components["headers"]["RequestId"];
                Vary: components["headers"]["Vary"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Todo"][];
            };
        };
        /** @description The todo. */
        Todo: {
            headers: {
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                ETag: components["headers"]["ETag"];
                "Cache-Control": components["headers"]["CacheControl"];
                "X-Request-Id": components["headers"]["RequestId"];
                Vary: components["headers"]["Vary"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Todo"];
            };
        };
        /** @description The new todo. */
        TodoCreated: {
            headers: {
                Location: components["headers"]["Location"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                ETag: components["headers"]["ETag"];
                "Cache-Control": components["headers"]["CacheControl"];
                "X-Request-Id": components["headers"]["RequestId"];
                Vary: components["headers"]["Vary"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Todo"];
            };
        };
        /** @description The record is gone. No body and no media type. */
        Deleted: {
            headers: {
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                "Cache-Control": components["headers"]["CacheControl"];
                "X-Request-Id": components["headers"]["RequestId"];
                Vary: components["headers"]["Vary"];
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description The copy named by If-None-Match is still the current one. Likely, never recorded. */
        NotModified: {
            headers: {
                ETag: components["headers"]["ETag"];
                "Cache-Control": components["headers"]["CacheControl"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content?: never;
        };
        /**
         * @description "Invalid token" for an unknown token on every verb, "Authentication failed" for a write without one. It costs
         *     nothing and carries no rate-limit headers.
         */
        Unauthorized: {
            headers: {
                "Cache-Control": components["headers"]["CacheControl"];
                "X-Request-Id": components["headers"]["RequestId"];
                Vary: components["headers"]["Vary"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Message"];
            };
        };
        /** @description For this caller there is no such record. */
        NotFound: {
            headers: {
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                "Cache-Control": components["headers"]["CacheControl"];
                "X-Request-Id": components["headers"]["RequestId"];
                Vary: components["headers"]["Vary"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Message"];
            };
        };
        /** @description The values break a rule. The message names the field; nothing was written. */
        Unprocessable: {
            headers: {
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                "Cache-Control": components["headers"]["CacheControl"];
                "X-Request-Id": components["headers"]["RequestId"];
                Vary: components["headers"]["Vary"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["FieldErrors"];
            };
        };
        /** @description The token has used its budget. Nothing was done; Reset says how long to wait, in seconds. No Retry-After was ever recorded. */
        TooManyRequests: {
            headers: {
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                "Cache-Control": components["headers"]["CacheControl"];
                "X-Request-Id": components["headers"]["RequestId"];
                Vary: components["headers"]["Vary"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Message"];
            };
        };
        /**
         * @description The edge in front of the service could not reach it, now and then (one transient 502 in the recordings). It is
         *     no word of the application: an HTML page, to be retried where that is safe.
         */
        EdgeError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "text/html": string;
            };
        };
    };
    parameters: {
        /**
         * @description The id the service gave the user. A value that is no id answers 404, never 400.
         * @example 8299746
         */
        UserId: number;
        /** @description The id the service gave the record. */
        RecordId: number;
        /** @description Which page, from 1. A negative number means 1. */
        Page: number;
        /** @description Rows a page. A value above 100 is ignored and 10 applies (three sources agree against the docs' "max 100"). */
        PerPage: number;
        /** @description Only the user with this id. */
        FilterId: number;
        /** @description Only users whose name contains this text, in any letter case. */
        FilterName: string;
        /** @description Only users whose e-mail contains this text, in any letter case. */
        FilterEmail: string;
        /** @description Only users of this gender. A value outside the two matches nobody. */
        FilterGender: components["schemas"]["Gender"];
        /** @description Only users with this status. A value outside the two matches nobody. */
        FilterStatus: components["schemas"]["Status"];
        /** @description An ETag from an earlier answer. A 304 is likely but was never recorded; a full 200 is as good. */
        IfNoneMatch: string;
    };
    requestBodies: {
        UserChange: {
            content: {
                "application/json": components["schemas"]["UserChange"];
            };
        };
        PostChange: {
            content: {
                "application/json": components["schemas"]["PostChange"];
            };
        };
        CommentChange: {
            content: {
                "application/json": components["schemas"]["CommentChange"];
            };
        };
        TodoChange: {
            content: {
                "application/json": components["schemas"]["TodoChange"];
            };
        };
    };
    headers: {
        /** @description How many records match the filter sent. */
        PaginationTotal: number;
        /** @description How many pages those records fill, total divided by limit, rounded up. */
        PaginationPages: number;
        /** @description Which page this is. */
        PaginationPage: number;
        /** @description How many records a page holds. */
        PaginationLimit: number;
        /** @description Absolute URL of this page. Whether it keeps filters and per_page is an open question. */
        LinkCurrent: string;
        /** @description Absolute URL of the next page; empty on the last. */
        LinkNext: string;
        /** @description Absolute URL of the previous page; empty on the first. */
        LinkPrevious: string;
        /** @description Requests a minute for this token, 90 unless its owner chose another number. Only with a valid token. */
        RateLimitLimit: number;
        /** @description Requests left. Lags one call behind in the recordings. Only with a valid token. */
        RateLimitRemaining: number;
        /** @description Seconds until the budget is full again. Only with a valid token. */
        RateLimitReset: number;
        /** @description Weak validator, in the recordings W/ and the first 32 hexadecimal digits of the body's SHA-256. */
        ETag: string;
        /** @description Absolute URL of the new record. */
        Location: string;
        /** @description Never public; max-age=0, private, must-revalidate on success and no-cache otherwise. */
        CacheControl: string;
        /** @description Names this request in the service's logs. */
        RequestId: string;
        /** @description The request headers the answer depends on. */
        Vary: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listUsers: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A negative number means 1. */
                page?: components["parameters"]["Page"];
                /** @description Rows a page. A value above 100 is ignored and 10 applies (three sources agree against the docs' "max 100"). */
                per_page?: components["parameters"]["PerPage"];
                /** @description Only the user with this id. */
                id?: components["parameters"]["FilterId"];
                /** @description Only users whose name contains this text, in any letter case. */
                name?: components["parameters"]["FilterName"];
                /** @description Only users whose e-mail contains this text, in any letter case. */
                email?: components["parameters"]["FilterEmail"];
                /** @description Only users of this gender. A value outside the two matches nobody. */
                gender?: components["parameters"]["FilterGender"];
                /** @description Only users with this status. A value outside the two matches nobody. */
                status?: components["parameters"]["FilterStatus"];
            };
            header?: {
                /** @description An ETag from an earlier answer. A 304 is likely but was never recorded; a full 200 is as good. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["UserPage"];
            304: components["responses"]["NotModified"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUser"];
            };
        };
        responses: {
            201: components["responses"]["UserCreated"];
            401: components["responses"]["Unauthorized"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description An ETag from an earlier answer. A 304 is likely but was never recorded; a full 200 is as good. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /**
                 * @description The id the service gave the user. A value that is no id answers 404, never 400.
                 * @example 8299746
                 */
                id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["User"];
            304: components["responses"]["NotModified"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
    putUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id the service gave the user. A value that is no id answers 404, never 400.
                 * @example 8299746
                 */
                id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        requestBody: components["requestBodies"]["UserChange"];
        responses: {
            200: components["responses"]["User"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
    deleteUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id the service gave the user. A value that is no id answers 404, never 400.
                 * @example 8299746
                 */
                id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["Deleted"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
    patchUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id the service gave the user. A value that is no id answers 404, never 400.
                 * @example 8299746
                 */
                id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        requestBody: components["requestBodies"]["UserChange"];
        responses: {
            200: components["responses"]["User"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
    listPosts: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A negative number means 1. */
                page?: components["parameters"]["Page"];
                /** @description Rows a page. A value above 100 is ignored and 10 applies (three sources agree against the docs' "max 100"). */
                per_page?: components["parameters"]["PerPage"];
            };
            header?: {
                /** @description An ETag from an earlier answer. A 304 is likely but was never recorded; a full 200 is as good. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["PostPage"];
            304: components["responses"]["NotModified"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
    getPost: {
        parameters: {
            query?: never;
            header?: {
                /** @description An ETag from an earlier answer. A 304 is likely but was never recorded; a full 200 is as good. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id the service gave the record. */
                id: components["parameters"]["RecordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Post"];
            304: components["responses"]["NotModified"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
    putPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id the service gave the record. */
                id: components["parameters"]["RecordId"];
            };
            cookie?: never;
        };
        requestBody: components["requestBodies"]["PostChange"];
        responses: {
            200: components["responses"]["Post"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
    deletePost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id the service gave the record. */
                id: components["parameters"]["RecordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["Deleted"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
    patchPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id the service gave the record. */
                id: components["parameters"]["RecordId"];
            };
            cookie?: never;
        };
        requestBody: components["requestBodies"]["PostChange"];
        responses: {
            200: components["responses"]["Post"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
    listUserPosts: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A negative number means 1. */
                page?: components["parameters"]["Page"];
                /** @description Rows a page. A value above 100 is ignored and 10 applies (three sources agree against the docs' "max 100"). */
                per_page?: components["parameters"]["PerPage"];
            };
            header?: {
                /** @description An ETag from an earlier answer. A 304 is likely but was never recorded; a full 200 is as good. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id the service gave the record. */
                id: components["parameters"]["RecordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["PostPage"];
            304: components["responses"]["NotModified"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
    createUserPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id the service gave the record. */
                id: components["parameters"]["RecordId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPost"];
            };
        };
        responses: {
            201: components["responses"]["PostCreated"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
    listComments: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A negative number means 1. */
                page?: components["parameters"]["Page"];
                /** @description Rows a page. A value above 100 is ignored and 10 applies (three sources agree against the docs' "max 100"). */
                per_page?: components["parameters"]["PerPage"];
            };
            header?: {
                /** @description An ETag from an earlier answer. A 304 is likely but was never recorded; a full 200 is as good. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["CommentPage"];
            304: components["responses"]["NotModified"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
    getComment: {
        parameters: {
            query?: never;
            header?: {
                /** @description An ETag from an earlier answer. A 304 is likely but was never recorded; a full 200 is as good. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id the service gave the record. */
                id: components["parameters"]["RecordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Comment"];
            304: components["responses"]["NotModified"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
    putComment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id the service gave the record. */
                id: components["parameters"]["RecordId"];
            };
            cookie?: never;
        };
        requestBody: components["requestBodies"]["CommentChange"];
        responses: {
            200: components["responses"]["Comment"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
    deleteComment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id the service gave the record. */
                id: components["parameters"]["RecordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["Deleted"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
    patchComment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id the service gave the record. */
                id: components["parameters"]["RecordId"];
            };
            cookie?: never;
        };
        requestBody: components["requestBodies"]["CommentChange"];
        responses: {
            200: components["responses"]["Comment"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
    listPostComments: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A negative number means 1. */
                page?: components["parameters"]["Page"];
                /** @description Rows a page. A value above 100 is ignored and 10 applies (three sources agree against the docs' "max 100"). */
                per_page?: components["parameters"]["PerPage"];
            };
            header?: {
                /** @description An ETag from an earlier answer. A 304 is likely but was never recorded; a full 200 is as good. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id the service gave the record. */
                id: components["parameters"]["RecordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["CommentPage"];
            304: components["responses"]["NotModified"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
    createPostComment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id the service gave the record. */
                id: components["parameters"]["RecordId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewComment"];
            };
        };
        responses: {
            201: components["responses"]["CommentCreated"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
    listTodos: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A negative number means 1. */
                page?: components["parameters"]["Page"];
                /** @description Rows a page. A value above 100 is ignored and 10 applies (three sources agree against the docs' "max 100"). */
                per_page?: components["parameters"]["PerPage"];
            };
            header?: {
                /** @description An ETag from an earlier answer. A 304 is likely but was never recorded; a full 200 is as good. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["TodoPage"];
            304: components["responses"]["NotModified"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
    getTodo: {
        parameters: {
            query?: never;
            header?: {
                /** @description An ETag from an earlier answer. A 304 is likely but was never recorded; a full 200 is as good. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id the service gave the record. */
                id: components["parameters"]["RecordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Todo"];
            304: components["responses"]["NotModified"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
    putTodo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id the service gave the record. */
                id: components["parameters"]["RecordId"];
            };
            cookie?: never;
        };
        requestBody: components["requestBodies"]["TodoChange"];
        responses: {
            200: components["responses"]["Todo"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
    deleteTodo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id the service gave the record. */
                id: components["parameters"]["RecordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["Deleted"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
    patchTodo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id the service gave the record. */
                id: components["parameters"]["RecordId"];
            };
            cookie?: never;
        };
        requestBody: components["requestBodies"]["TodoChange"];
        responses: {
            200: components["responses"]["Todo"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
    listUserTodos: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A negative number means 1. */
                page?: components["parameters"]["Page"];
                /** @description Rows a page. A value above 100 is ignored and 10 applies (three sources agree against the docs' "max 100"). */
                per_page?: components["parameters"]["PerPage"];
            };
            header?: {
                /** @description An ETag from an earlier answer. A 304 is likely but was never recorded; a full 200 is as good. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id the service gave the record. */
                id: components["parameters"]["RecordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["TodoPage"];
            304: components["responses"]["NotModified"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
    createUserTodo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id the service gave the record. */
                id: components["parameters"]["RecordId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTodo"];
            };
        };
        responses: {
            201: components["responses"]["TodoCreated"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            502: components["responses"]["EdgeError"];
        };
    };
}
