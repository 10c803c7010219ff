import {
  type Comment,
  type CommentChange,
  type FieldErrors,
  type NewComment,
  type NewPost,
  type NewTodo,
  type Post,
  type PostChange,
  type Todo,
  type TodoChange,
  whyNot,
} from "../contract/document.ts";
import { type Exchange, statusOf, type TokenAlias } from "../contract/exchange.ts";
import type { operations } from "../contract/schema.gen.ts";
import type { Api } from "./api.ts";
import { type CallOptions, contractError, countIn, errorOf, errorsOf, jsonOf } from "./usable-answer.ts";

/** Which page of a list. */
export type Paging = NonNullable<operations["listPosts"]["parameters"]["query"]>;

/** A page of records with what the headers say of the whole. @see guide G7 */
export interface RecordPage<Item> {
  readonly items: readonly Item[];
  /** How many records there are, and how many pages they fill. */
  readonly total: number;
  readonly pages: number;
  readonly page: number;
  /** How many records a page holds. */
  readonly limit: number;
}

/** Invalid input is a value, not an exception. @see guide G6 */
export type WrittenRecord<Item> =
  | { readonly ok: true; readonly record: Item }
  | { readonly ok: false; readonly errors: FieldErrors };

/** Records that are made below a parent and are gone with it. */
export interface ChildClient<Item, New, Change> {
  list(paging?: Paging, options?: CallOptions): Promise<RecordPage<Item>>;
  /** Those below one parent. Empty where this caller can't see it. */
  listOf(parentId: number, paging?: Paging, options?: CallOptions): Promise<RecordPage<Item>>;
  /** Undefined: for this caller there is no such record. */
  get(id: number, options?: CallOptions): Promise<Item | undefined>;
  /** A parent that this caller can't see is a broken field, "must exist". Undefined: the service answers 404. */
  create(parentId: number, record: New, options?: CallOptions): Promise<WrittenRecord<Item> | undefined>;
  /** Changes the fields named. Undefined: no such record. */
  patch(id: number, change: Change, options?: CallOptions): Promise<WrittenRecord<Item> | undefined>;
  put(id: number, change: Change, options?: CallOptions): Promise<WrittenRecord<Item> | undefined>;
  /** False: there was no such record. */
  delete(id: number, options?: CallOptions): Promise<boolean>;
}

export interface ChildClients {
  readonly posts: ChildClient<Post, NewPost, PostChange>;
  readonly comments: ChildClient<Comment, NewComment, CommentChange>;
  readonly todos: ChildClient<Todo, NewTodo, TodoChange>;
}

/** The operations of one resource, each a call of the typed API. */
interface Calls<New, Change> {
  list(query: Paging, call: CallOptions): Promise<Exchange>;
  listOf(parentId: number, query: Paging, call: CallOptions): Promise<Exchange>;
  create(parentId: number, body: New, call: CallOptions): Promise<Exchange>;
  get(id: number, call: CallOptions): Promise<Exchange>;
  put(id: number, body: Change, call: CallOptions): Promise<Exchange>;
  patch(id: number, body: Change, call: CallOptions): Promise<Exchange>;
  delete(id: number, call: CallOptions): Promise<Exchange>;
}

const childClient = <Item, New, Change>(
  schema: "Post" | "Comment" | "Todo",
  as: TokenAlias,
  calls: Calls<New, Change>,
): ChildClient<Item, New, Change> => {
  const recordOf = (value: unknown, exchange: Exchange): Item => {
    const why = whyNot(schema, value);
    if (why !== undefined) throw contractError(`the answer is no ${schema.toLowerCase()}: ${why}`, exchange);
    // whyNot has checked it against the schema that the type is made from.
    return value as Item;
  };
  const pageOf = (exchange: Exchange): RecordPage<Item> => {
    if (statusOf(exchange) !== 200) throw errorOf(exchange, as);
    const value = jsonOf(exchange);
    if (!Array.isArray(value)) throw contractError("the answer is no list", exchange);
    return {
      items: value.map((item) => recordOf(item, exchange)),
      total: countIn(exchange, "X-Pagination-Total"),
      pages: countIn(exchange, "X-Pagination-Pages"),
      page: countIn(exchange, "X-Pagination-Page"),
      limit: countIn(exchange, "X-Pagination-Limit"),
    };
  };
  const written = (exchange: Exchange, done: 200 | 201): WrittenRecord<Item> | undefined => {
    const status = statusOf(exchange);
    if (status === done) return { ok: true, record: recordOf(jsonOf(exchange), exchange) };
    if (status === 422) return { ok: false, errors: errorsOf(exchange) };
    if (status === 404) return undefined;
    throw errorOf(exchange, as);
  };
  return {
    list: async (paging = {}, call = {}) => pageOf(await calls.list(paging, call)),
    listOf: async (parentId, paging = {}, call = {}) => pageOf(await calls.listOf(parentId, paging, call)),
    get: async (id, call = {}) => {
      const exchange = await calls.get(id, call);
      if (statusOf(exchange) === 404) return undefined;
      if (statusOf(exchange) !== 200) throw errorOf(exchange, as);
      return recordOf(jsonOf(exchange), exchange);
    },
    create: async (parentId, record, call = {}) => written(await calls.create(parentId, record, call), 201),
    patch: async (id, change, call = {}) => written(await calls.patch(id, change, call), 200),
    put: async (id, change, call = {}) => written(await calls.put(id, change, call), 200),
    delete: async (id, call = {}) => {
      const exchange = await calls.delete(id, call);
      if (statusOf(exchange) === 204) return true;
      if (statusOf(exchange) === 404) return false;
      throw errorOf(exchange, as);
    },
  };
};

/** Clients for what lies below users. */
export const childClients = (api: Api, as: TokenAlias): ChildClients => ({
  posts: childClient<Post, NewPost, PostChange>("Post", as, {
    list: (query, call) => api.GET("/posts", { params: { query }, ...call }),
    listOf: (id, query, call) => api.GET("/users/{id}/posts", { params: { path: { id }, query }, ...call }),
    create: (id, body, call) => api.POST("/users/{id}/posts", { params: { path: { id } }, body, ...call }),
    get: (id, call) => api.GET("/posts/{id}", { params: { path: { id } }, ...call }),
    put: (id, body, call) => api.PUT("/posts/{id}", { params: { path: { id } }, body, ...call }),
    patch: (id, body, call) => api.PATCH("/posts/{id}", { params: { path: { id } }, body, ...call }),
    delete: (id, call) => api.DELETE("/posts/{id}", { params: { path: { id } }, ...call }),
  }),
  comments: childClient<Comment, NewComment, CommentChange>("Comment", as, {
    list: (query, call) => api.GET("/comments", { params: { query }, ...call }),
    listOf: (id, query, call) => api.GET("/posts/{id}/comments", { params: { path: { id }, query }, ...call }),
    create: (id, body, call) => api.POST("/posts/{id}/comments", { params: { path: { id } }, body, ...call }),
    get: (id, call) => api.GET("/comments/{id}", { params: { path: { id } }, ...call }),
    put: (id, body, call) => api.PUT("/comments/{id}", { params: { path: { id } }, body, ...call }),
    patch: (id, body, call) => api.PATCH("/comments/{id}", { params: { path: { id } }, body, ...call }),
    delete: (id, call) => api.DELETE("/comments/{id}", { params: { path: { id } }, ...call }),
  }),
  todos: childClient<Todo, NewTodo, TodoChange>("Todo", as, {
    list: (query, call) => api.GET("/todos", { params: { query }, ...call }),
    listOf: (id, query, call) => api.GET("/users/{id}/todos", { params: { path: { id }, query }, ...call }),
    create: (id, body, call) => api.POST("/users/{id}/todos", { params: { path: { id } }, body, ...call }),
    get: (id, call) => api.GET("/todos/{id}", { params: { path: { id } }, ...call }),
    put: (id, body, call) => api.PUT("/todos/{id}", { params: { path: { id } }, body, ...call }),
    patch: (id, body, call) => api.PATCH("/todos/{id}", { params: { path: { id } }, body, ...call }),
    delete: (id, call) => api.DELETE("/todos/{id}", { params: { path: { id } }, ...call }),
  }),
});
