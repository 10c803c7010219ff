import type { Random } from "../contract/random.ts";
import * as budget from "./budget.ts";
import * as children from "./child-store.ts";
import * as identity from "./identity.ts";
import * as input from "./input.ts";
import * as listing from "./listing.ts";
import * as representation from "./representation.ts";
import { type Store, type StoredUser, storedUser } from "./store.ts";
import * as validation from "./validation.ts";

/** The number a path segment names, where it names one a user could have. @see facts 3.3 */
const idIn = (segment: string): number | undefined => {
  if (!/^[1-9]\d{0,15}$/.test(segment)) return undefined;
  const id = Number(segment);
  return Number.isSafeInteger(id) ? id : undefined;
};

/** Ids grow, with gaps where other accounts created theirs. @see facts 1.2 */
const nextId = (store: Store, random: Random): number => store.lastId + 1 + Math.floor(random() * 3);

const find = (store: Store, id: number, _verb: identity.Verb): StoredUser | undefined => store.get(id);

/** A user after an update: what was sent replaces, the rest stays; PUT is no different. @see facts 3.4, facts 3.5 */
const change = (user: StoredUser, fields: input.Fields, _verb: identity.Verb): StoredUser =>
  storedUser(user.id, user.owner, { ...user, ...fields });

const insert = (store: Store, user: StoredUser): void => store.put(user);
const save = (store: Store, user: StoredUser): void => store.put(user);
const remove = (store: Store, user: StoredUser): void => store.remove(user.id);

/** Nothing comes between the check and the act: together they are one step. */
const beforeAct = (_verb: identity.Verb): Promise<void> | undefined => undefined;

/** What a refused write does: nothing. */
const afterRefusal = (_store: Store, _user: StoredUser | undefined, _fields: input.Fields): void => {};

/**
 * Every decision of the simulator, one pure function each (the store and the budgets hold what changes). A behaviour
 * fault is this record with one function replaced; so is each benign variant that decides differently.
 */
export const policy = {
  // The caller, and what exists for it.
  tokenIn: identity.tokenIn,
  accountOf: identity.accountOf,
  mayWrite: identity.mayWrite,
  ownerFor: identity.ownerFor,
  canSee: identity.canSee,
  candidates: identity.candidates,
  // What was sent.
  idIn,
  readBody: input.readBody,
  castValue: input.castValue,
  normalise: input.normalise,
  // What is wrong with it.
  needsAllFields: validation.needsAllFields,
  nameProblems: validation.nameProblems,
  emailProblems: validation.emailProblems,
  genderProblems: validation.genderProblems,
  statusProblems: validation.statusProblems,
  isTaken: validation.isTaken,
  arrangeErrors: validation.arrangeErrors,
  // What it does.
  find,
  nextId,
  insert,
  change,
  save,
  remove,
  beforeAct,
  afterRefusal,
  // Lists.
  pageBounds: listing.pageBounds,
  filterOf: listing.filterOf,
  matches: listing.matches,
  order: listing.order,
  cut: listing.cut,
  total: listing.total,
  pages: listing.pages,
  links: listing.links,
  listHeaders: listing.listHeaders,
  // How it is shown.
  showUser: representation.showUser,
  showCreated: representation.showUser,
  showRow: representation.showUser,
  showUpdated: representation.showUpdated,
  write: representation.write,
  etag: representation.etag,
  isCurrent: representation.isCurrent,
  cacheControl: representation.cacheControl,
  location: representation.location,
  // What lies below users.
  parentProblems: children.parentProblems,
  isLeft: children.isLeft,
  showChild: children.showChild,
  // The rate limit.
  budgetOf: budget.budgetOf,
  charge: budget.charge,
  settle: budget.settle,
  refuses: budget.refuses,
  whenRefused: budget.whenRefused,
  rateHeaders: budget.rateHeaders,
};

export type Policy = typeof policy;
