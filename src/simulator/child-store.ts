import type { Shown } from "./representation.ts";
import type { FieldError } from "./validation.ts";

/** What lies below users: posts and todos, and below posts comments. */
export type ChildName = "posts" | "comments" | "todos";
export type ParentName = "users" | "posts";

/** A record below a user or a post. Never changed in place. */
export interface Child {
  readonly id: number;
  readonly parentId: number;
  /** The account that made it; undefined: public seed, visible to all callers. */
  readonly owner: string | undefined;
  /** Values by column; null: none. */
  readonly values: Readonly<Record<string, string | null>>;
}

/** Which resource lies below which. */
export const parentOf: Readonly<Record<ChildName, ParentName>> = { posts: "users", comments: "posts", todos: "users" };

const names: readonly ChildName[] = ["posts", "comments", "todos"];
const firstIds: Readonly<Record<ChildName, number>> = { posts: 262_001, comments: 176_001, todos: 90_001 };

export interface ChildStore {
  get(name: ChildName, id: number): Child | undefined;
  /** All there are, the newest first, or only those below one parent. */
  newestFirst(name: ChildName, parentId?: number): readonly Child[];
  /** Makes a record with the next id. */
  add(name: ChildName, parentId: number, owner: string | undefined, values: Child["values"]): Child;
  /** Puts a record in the place of the one with its id. */
  put(name: ChildName, child: Child): void;
  /** Removes a record and all that lies below it. */
  remove(name: ChildName, id: number): void;
  /** Removes all that lies below a record that is gone. */
  removeBelow(parent: ParentName, parentId: number): void;
  /** Forgets every record, but no id that was given. */
  clear(): void;
}

interface Table {
  readonly byId: Map<number, Child>;
  /** In rising order of ids. */
  readonly byParent: Map<number, Set<number>>;
  nextId: number;
}

export const createChildStore = (): ChildStore => {
  const table = (name: ChildName): Table => ({ byId: new Map(), byParent: new Map(), nextId: firstIds[name] });
  const tables: Readonly<Record<ChildName, Table>> = {
    posts: table("posts"),
    comments: table("comments"),
    todos: table("todos"),
  };

  const remove = (name: ChildName, id: number): void => {
    const { byId, byParent } = tables[name];
    const child = byId.get(id);
    if (child === undefined) return;
    byId.delete(id);
    const siblings = byParent.get(child.parentId);
    siblings?.delete(id);
    if (siblings?.size === 0) byParent.delete(child.parentId);
    if (name === "posts") removeBelow("posts", id);
  };
  const removeBelow = (parent: ParentName, parentId: number): void => {
    for (const name of names) {
      if (parentOf[name] !== parent) continue;
      for (const id of tables[name].byParent.get(parentId) ?? []) remove(name, id);
    }
  };

  return {
    get: (name, id) => tables[name].byId.get(id),
    newestFirst: (name, parentId) => {
      const { byId, byParent } = tables[name];
      if (parentId === undefined) return [...byId.values()].reverse();
      return [...(byParent.get(parentId) ?? [])].flatMap((id) => byId.get(id) ?? []).reverse();
    },
    add: (name, parentId, owner, values) => {
      const { byId, byParent } = tables[name];
      const child = { id: tables[name].nextId++, parentId, owner, values };
      byId.set(child.id, child);
      const siblings = byParent.get(parentId);
      if (siblings === undefined) byParent.set(parentId, new Set([child.id]));
      else siblings.add(child.id);
      return child;
    },
    put: (name, child) => {
      tables[name].byId.set(child.id, child);
    },
    remove,
    removeBelow,
    clear: () => {
      for (const name of names) {
        tables[name].byId.clear();
        tables[name].byParent.clear();
      }
    },
  };
};

/** How one column is read and what is wrong with a value of it; an absent value comes as "". */
interface Column {
  readonly problem: (value: string) => string | undefined;
  /** How a value is kept; default as it is. */
  readonly read?: (value: string) => string | null;
  /** How a list filter of its name compares; default a part of the text, in any letter case. */
  readonly filter?: "exact";
}

// The service's own texts, written down a second time on purpose. @see facts 9.5, facts 9.6
const isBlank = (value: string) => !/\S/.test(value);
const text =
  (longest: number) =>
  (value: string): string | undefined => {
    if (isBlank(value)) return "can't be blank";
    const isTooLong = value.length > longest && [...value].length > longest;
    return isTooLong ? `is too long (maximum is ${longest} characters)` : undefined;
  };
const email = (value: string): string | undefined => {
  if (isBlank(value)) return "can't be blank, is invalid";
  return /^[^@\s]+@[^@\s]+$/.test(value) ? undefined : "is invalid";
};
const todoStatus = (value: string): string | undefined =>
  value === "pending" || value === "completed" ? undefined : "can't be blank, can be pending or completed";

const istMs = 330 * 60_000;
const hasOffset = /(?:Z|[+-]\d\d:?\d\d)$/;

/** A date as the service shows it: in Indian time; null where it is none. @see facts 9.7 */
const indianTime = (value: string): string | null => {
  const at = Date.parse(hasOffset.test(value) ? value : `${value.length === 10 ? `${value}T00:00` : value}+05:30`);
  return Number.isNaN(at) ? null : new Date(at + istMs).toISOString().replace("Z", "+05:30");
};

/** Columns in the order of a shown record. */
export const columnsOf: Readonly<Record<ChildName, Readonly<Record<string, Column>>>> = {
  posts: { title: { problem: text(200) }, body: { problem: text(500) } },
  comments: { name: { problem: text(200) }, email: { problem: email }, body: { problem: text(500) } },
  todos: {
    title: { problem: text(200) },
    due_on: { problem: () => undefined, read: indianTime },
    status: { problem: todoStatus, read: (value) => value.toLowerCase(), filter: "exact" },
  },
};

const singular: Readonly<Record<ParentName, string>> = { users: "user", posts: "post" };

/** The field that names the parent. */
export const parentField = (name: ChildName): string => `${singular[parentOf[name]]}_id`;

/** What is wrong with a parent that does not exist for the caller. @see facts 9.4 */
export const parentProblems = (name: ChildName, exists: boolean): readonly FieldError[] =>
  exists ? [] : [{ field: singular[parentOf[name]], message: "must exist" }];

/** Whether a record is still there: not without its parent. @see facts 9.8 */
export const isLeft = (parentExists: boolean): boolean => parentExists;

/** A record; after an update what was sent comes first. @see facts 9.2, facts 9.3 */
export const showChild = (name: ChildName, child: Child, sent: readonly string[] = []): Shown => {
  const shown: Record<string, unknown> = {};
  for (const column of sent) shown[column] = child.values[column] ?? null;
  const all = { id: child.id, [parentField(name)]: child.parentId, ...child.values };
  for (const [column, value] of Object.entries(all)) if (!(column in shown)) shown[column] = value;
  return shown;
};
