import { behaviourFault, type Fault, wireFault } from "../fault.ts";
import { type StoredUser, storedUser } from "../store.ts";

const renamed = (user: StoredUser, name: string): StoredUser =>
  name === user.name ? user : storedUser(user.id, user.owner, { ...user, name });

/** Keeps another name than the one it shows. */
const keptAs = (info: Pick<Fault, "id" | "sentence" | "report">, edit: (name: string) => string): Fault =>
  behaviourFault({ ...info, class: "sequence", breaks: "read-shows-last-write" }, ({ insert, save }) => ({
    insert: (store, user) => insert(store, renamed(user, edit(user.name))),
    save: (store, user) => save(store, renamed(user, edit(user.name))),
  }));

/** What becomes of values, as it was reported of another API. @see docs/public-bug-reports.md */
export const reportedValueFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "apostrophe-becomes-an-entity",
      sentence: "An apostrophe in a name is stored as an HTML entity.",
      class: "request",
      breaks: "create-echoes-input",
      report: "CVEProject/cve-services#729",
    },
    ({ normalise }) => ({
      normalise: (field, value) =>
        field === "name" ? normalise(field, value).replaceAll("'", "&#x27;") : normalise(field, value),
    }),
  ),
  behaviourFault(
    {
      id: "blank-on-update-is-said-twice",
      sentence: "An update with a blank name is told so twice.",
      class: "schema",
      breaks: "error-texts",
      report: "trailblazer/reform#323",
    },
    ({ nameProblems }) => ({
      nameProblems: (name, verb) =>
        nameProblems(name, verb).flatMap((text) =>
          verb !== "create" && text.endsWith("blank") ? [text, text] : [text],
        ),
    }),
  ),
  behaviourFault(
    {
      id: "digits-in-the-last-label-refused",
      sentence: "An e-mail with a digit in its last label is refused.",
      class: "request",
      breaks: "valid-create-is-accepted",
      report: "FreeMedForms/freemedforms#3",
    },
    ({ emailProblems }) => ({
      emailProblems: (email, taken, verb) => {
        const problems = emailProblems(email, taken, verb);
        return problems.length === 0 && /\d[^.]*$/.test(email.replace(/^.*@/, "")) ? ["is invalid"] : problems;
      },
    }),
  ),
  behaviourFault(
    {
      id: "email-in-other-case-answers-500",
      sentence: "A write with the e-mail of another user in other letter case answers 500.",
      class: "schema",
      breaks: "no-server-error",
      report: "openaustralia/planningalerts#1632",
    },
    ({ insert, save }) => {
      const unique = (write: typeof insert): typeof insert => {
        return (store, user) => {
          if (store.withEmail(user.email).some(({ id }) => id !== user.id)) throw new Error("duplicate key");
          write(store, user);
        };
      };
      return { insert: unique(insert), save: unique(save) };
    },
  ),
  behaviourFault(
    {
      id: "email-of-a-deleted-answers-500",
      sentence: "A create with the e-mail of a deleted user answers 500.",
      class: "sequence",
      breaks: "no-server-error",
      report: "rubysherpas/paranoia#319",
    },
    ({ insert, remove }) => {
      const kept = new Set<string>();
      return {
        insert: (store, user) => {
          if (kept.has(user.emailKey)) throw new Error("duplicate key");
          insert(store, user);
        },
        remove: (store, user) => {
          kept.add(user.emailKey);
          remove(store, user);
        },
      };
    },
  ),
  behaviourFault(
    {
      id: "filter-leaks-into-the-uniqueness-check",
      sentence: "After a list by status an e-mail is unique among the users of that status only.",
      class: "sequence",
      breaks: "email-unique-on-create",
      report: "rails/rails#35186",
    },
    ({ filterOf, matches }) => {
      let scope: ReturnType<typeof filterOf> = [];
      return {
        filterOf: (query) => {
          const filter = filterOf(query);
          scope = filter.filter(({ field }) => field === "status");
          return filter;
        },
        isTaken: (store, email, self) =>
          store.withEmail(email).some((user) => user.email === email && user.id !== self && matches(user, scope)),
      };
    },
  ),
  behaviourFault(
    {
      id: "inactive-users-answer-404",
      sentence: "An inactive user answers 404 by id.",
      class: "sequence",
      breaks: "records-stay",
      report: "activeadmin/activeadmin#923",
    },
    ({ find }) => ({
      find: (store, id, verb) => {
        const user = find(store, id, verb);
        return user?.status === "active" ? user : undefined;
      },
    }),
  ),
  behaviourFault(
    {
      id: "inner-blanks-squeezed-on-update",
      sentence: "Of a name in an update several blanks become one.",
      class: "request",
      breaks: "update-echoes-named-fields",
      report: "ministryofjustice/Claim-for-Crown-Court-Defence#559",
    },
    ({ change }) => ({
      change: (user, fields, verb) => {
        const { name } = fields;
        const squeezed = name === undefined ? {} : { name: name.replace(/(?<=\S) {2,}(?=\S)/g, " ") };
        return change(user, { ...fields, ...squeezed }, verb);
      },
    }),
  ),
  behaviourFault(
    {
      id: "length-counted-in-utf-16",
      sentence: "A name is too long when it has more than 200 UTF-16 code units.",
      class: "request",
      breaks: "valid-create-is-accepted",
      report: "hapijs/joi#1675",
    },
    ({ nameProblems }) => ({
      nameProblems: (name, verb) =>
        name.length > 200 ? ["is too long (maximum is 200 characters)"] : nameProblems(name, verb),
    }),
  ),
  behaviourFault(
    {
      id: "name-case-change-is-lost",
      sentence: "A change of a name by letter case alone is shown and not stored.",
      class: "sequence",
      breaks: "read-shows-last-write",
      report: "baumgarr/nixnote2#283",
    },
    ({ save }) => ({
      save: (store, user) => {
        const before = store.get(user.id);
        save(store, before?.nameKey === user.nameKey ? renamed(user, before.name) : user);
      },
    }),
  ),
  keptAs(
    {
      id: "name-is-cut-at-an-emoji",
      sentence: "A name is stored up to its first character beyond the basic plane.",
      report: "mozilla/fxa-profile-server#186",
    },
    (name) => name.replace(/[\u{10000}-\u{10ffff}].*$/su, ""),
  ),
  keptAs(
    {
      id: "names-in-latin-1",
      sentence: "Characters outside Latin-1 are stored as question marks.",
      report: "esdeathlove/ss-panel-v3-mod#466",
    },
    (name) => name.replace(/[\u{100}-\u{10ffff}]/gu, "?"),
  ),
  behaviourFault(
    {
      id: "null-byte-in-a-name-answers-500",
      sentence: "A name with a NUL answers 500.",
      class: "schema",
      breaks: "no-server-error",
      report: "rails/rails#50166",
    },
    ({ nameProblems }) => ({
      nameProblems: (name, verb) => {
        if (name.includes("\0")) throw new Error("string contains null byte");
        return nameProblems(name, verb);
      },
    }),
  ),
  wireFault(
    {
      id: "null-in-an-update-is-ignored",
      sentence: "A null in a PATCH counts as not sent.",
      class: "request",
      breaks: "errors-name-the-broken-fields",
      report: "fossasia/open-event-server#6118",
    },
    (handler) => async (request) => {
      if (request.method !== "PATCH") return handler(request);
      const body = (await request.clone().text()).replace(/"\w+":null,?/g, "").replace(/,\}$/, "}");
      return handler(new Request(request, { body }));
    },
  ),
  behaviourFault(
    {
      id: "taken-email-is-said-twice",
      sentence: "A used e-mail is told twice to be taken.",
      class: "schema",
      breaks: "error-texts",
      report: "gitlabhq/gitlabhq#6123",
    },
    ({ emailProblems }) => ({
      emailProblems: (email, taken, verb) =>
        emailProblems(email, taken, verb).flatMap((text) => (text.endsWith("taken") ? [text, text] : [text])),
    }),
  ),
  behaviourFault(
    {
      id: "two-creates-at-once-answer-500",
      sentence: "Of two creates of one e-mail at the same time one answers 500.",
      class: "concurrency",
      breaks: "no-server-error",
      report: "codebar/planner#2713",
    },
    ({ insert }, { clock }) => ({
      beforeAct: (verb) => (verb === "create" ? clock.sleep(20) : undefined),
      insert: (store, user) => {
        if (store.withEmail(user.email).some(({ email }) => email === user.email)) throw new Error("duplicate key");
        insert(store, user);
      },
    }),
  ),
  behaviourFault(
    {
      id: "update-of-an-inactive-user-is-ignored",
      sentence: "An update of an inactive user is shown and not stored.",
      class: "sequence",
      breaks: "read-shows-last-write",
      report: "rails/rails#44823",
    },
    ({ save }) => ({
      save: (store, user) => {
        if (store.get(user.id)?.status === "active") save(store, user);
      },
    }),
  ),
  behaviourFault(
    {
      id: "update-to-a-taken-email-answers-500",
      sentence: "An update to an e-mail in use answers 500.",
      class: "schema",
      breaks: "no-server-error",
      report: "heartcombo/devise#5116",
    },
    ({ emailProblems }) => ({
      emailProblems: (email, taken, verb) => {
        if (taken && verb !== "create") throw new Error("duplicate key");
        return emailProblems(email, taken, verb);
      },
    }),
  ),
];
