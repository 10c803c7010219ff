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
