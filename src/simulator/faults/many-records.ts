import { behaviourFault, type Fault } from "../fault.ts";
import type { StoredUser } from "../store.ts";

const areOwn = (users: readonly StoredUser[]): boolean =>
  users.length > 0 && users.every(({ owner }) => owner !== undefined);

/** What goes wrong only once there are many: of an account, or on a page. */
export const manyRecordsFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "account-keeps-fourteen",
      sentence: "An account keeps its newest fourteen users: each further one pushes out the oldest.",
      class: "sequence",
      breaks: "list-shows-own-records",
    },
    ({ insert }) => ({
      insert: (store, user) => {
        insert(store, user);
        const oldest = user.owner === undefined ? undefined : store.newestFirst([user.owner])[14];
        if (oldest !== undefined) store.remove(oldest.id);
      },
    }),
  ),
  behaviourFault(
    {
      id: "duplicates-sought-among-the-last-twelve",
      sentence: "Whether an e-mail is taken is looked up among the newest twelve users of the account only.",
      class: "sequence",
      breaks: "email-unique-on-create",
    },
    ({ isTaken }) => ({
      isTaken: (store, email, self, caller) => {
        const known = new Set(store.newestFirst([caller.account]).slice(0, 12));
        const holders = store.withEmail(email);
        return (
          isTaken(store, email, self, caller) &&
          holders.some((user) => user.id !== self && (user.owner === undefined || known.has(user)))
        );
      },
    }),
  ),
  behaviourFault(
    {
      id: "later-pages-skip-a-public-user",
      sentence: "Between a page of everybody's users and the next one user is left out.",
      class: "headers",
      breaks: "pages-skip-nobody",
    },
    ({ cut }) => ({
      cut: (users, bounds) => {
        const skipped = areOwn(users) ? 0 : bounds.page - 1;
        return cut(users.slice(skipped), bounds);
      },
    }),
  ),
  behaviourFault(
    {
      id: "small-pages-pass-over-users",
      sentence: "Pages of at most ten show six users of seven, larger ones all.",
      class: "headers",
      breaks: "pages-skip-nobody",
    },
    ({ cut }) => ({
      cut: (users, bounds) =>
        cut(bounds.perPage > 10 || areOwn(users) ? users : users.filter(({ id }) => id % 7 !== 0), bounds),
    }),
  ),
  behaviourFault(
    {
      id: "total-stops-at-twelve",
      sentence: "A filtered list counts no more than twelve of the caller's own users.",
      class: "headers",
      breaks: "total-counts-matches",
    },
    ({ total }) => ({
      total: (matching, visible) =>
        Math.min(total(matching, visible), areOwn(matching) ? 12 : Number.POSITIVE_INFINITY),
    }),
  ),
];
