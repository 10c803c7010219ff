/** The fields a caller may set. */
export interface UserFields {
  readonly name: string;
  readonly email: string;
  readonly gender: string;
  readonly status: string;
}

/** A user as it lies in the store. Never changed in place. */
export interface StoredUser extends UserFields {
  readonly id: number;
  /** The account that made it; undefined: public seed, visible to every caller. */
  readonly owner: string | undefined;
  /** Lower-case copies for filters: the same string object where nothing changes, so they cost next to no memory. */
  readonly nameKey: string;
  readonly emailKey: string;
}

const lower = (text: string) => {
  const key = text.toLowerCase();
  return key === text ? text : key;
};

export const storedUser = (id: number, owner: string | undefined, fields: UserFields): StoredUser => ({
  id,
  name: fields.name,
  email: fields.email,
  gender: fields.gender,
  status: fields.status,
  owner,
  nameKey: lower(fields.name),
  emailKey: lower(fields.email),
});

/**
 * Users by id, by e-mail and by who may see them. Holds a million: reading by id, finding an e-mail and adding the newest
 * cost the same at any size; deleting moves the rest of its owner's list down, which is a block copy.
 */
export interface Store {
  readonly size: number;
  /** The highest id ever given. */
  readonly lastId: number;
  get(id: number): StoredUser | undefined;
  /** Users whose e-mail is this one in any letter case; more than one only after a race or a fault. */
  withEmail(email: string): readonly StoredUser[];
  /** Everything these owners have, newest (highest id) first. A fresh array. */
  newestFirst(owners: readonly (string | undefined)[]): StoredUser[];
  /** Every owner there is, undefined for the public seed. */
  owners(): readonly (string | undefined)[];
  /** Adds a user, or puts it in the place of the one with its id. */
  put(user: StoredUser): void;
  remove(id: number): void;
  /** Forgets every user, but no id that was given. */
  clear(): void;
}

/** Where an id is, or would be, in a list in rising order of ids. */
const positionOf = (users: readonly StoredUser[], id: number): number => {
  let low = 0;
  let high = users.length;
  if (high === 0 || (users[high - 1]?.id ?? 0) < id) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((users[middle]?.id ?? 0) < id) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Two lists of rising ids merged into one of falling ids. */
const mergedNewestFirst = (left: readonly StoredUser[], right: readonly StoredUser[]): StoredUser[] => {
  if (right.length === 0) return left.toReversed();
  if (left.length === 0) return right.toReversed();
  const merged: StoredUser[] = [];
  let l = left.length - 1;
  let r = right.length - 1;
  for (let a = left[l], b = right[r]; a !== undefined || b !== undefined; ) {
    if (b === undefined || (a !== undefined && a.id > b.id)) {
      if (a !== undefined) merged.push(a);
      a = left[--l];
    } else {
      merged.push(b);
      b = right[--r];
    }
  }
  return merged;
};

export const createStore = (): Store => {
  const byId = new Map<number, StoredUser>();
  const byOwner = new Map<string | undefined, StoredUser[]>();
  // One user an e-mail almost always: an array only where there are more.
  const byEmail = new Map<string, StoredUser | StoredUser[]>();
  let lastId = 0;

  const withEmail = (email: string): readonly StoredUser[] => {
    const found = byEmail.get(email.toLowerCase());
    return found === undefined ? [] : Array.isArray(found) ? found : [found];
  };
  const unlink = (user: StoredUser) => {
    const rest = withEmail(user.email).filter((other) => other.id !== user.id);
    const [only] = rest;
    if (only === undefined) byEmail.delete(user.emailKey);
    else byEmail.set(user.emailKey, rest.length === 1 ? only : rest);
  };
  const link = (user: StoredUser) => {
    const others = byEmail.get(user.emailKey);
    byEmail.set(user.emailKey, others === undefined ? user : [...(Array.isArray(others) ? others : [others]), user]);
  };
  const listOf = (owner: string | undefined): StoredUser[] => {
    const known = byOwner.get(owner);
    if (known !== undefined) return known;
    const fresh: StoredUser[] = [];
    byOwner.set(owner, fresh);
    return fresh;
  };
  const remove = (id: number) => {
    const user = byId.get(id);
    if (user === undefined) return;
    byId.delete(id);
    unlink(user);
    const list = listOf(user.owner);
    list.splice(positionOf(list, id), 1);
  };

  return {
    get size() {
      return byId.size;
    },
    get lastId() {
      return lastId;
    },
    get: (id) => byId.get(id),
    withEmail,
    owners: () => [...byOwner.keys()],
    newestFirst: (owners) => {
      const [first, second, ...more] = owners.map((owner) => byOwner.get(owner) ?? []);
      if (more.length === 0) return mergedNewestFirst(first ?? [], second ?? []);
      return owners.flatMap((owner) => byOwner.get(owner) ?? []).sort((a, b) => b.id - a.id);
    },
    put: (user) => {
      const before = byId.get(user.id);
      const list = listOf(user.owner);
      if (before !== undefined && before.owner !== user.owner) remove(user.id);
      else if (before !== undefined) unlink(before);
      const at = positionOf(list, user.id);
      if (at === list.length) list.push(user);
      else if (list[at]?.id === user.id) list[at] = user;
      else list.splice(at, 0, user);
      byId.set(user.id, user);
      link(user);
      lastId = Math.max(lastId, user.id);
    },
    remove,
    clear: () => {
      for (const index of [byId, byOwner, byEmail]) index.clear();
    },
  };
};
