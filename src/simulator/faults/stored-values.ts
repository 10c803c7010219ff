import { behaviourFault, type Fault } from "../fault.ts";
import { storedUser } from "../store.ts";

/** A fault that takes a valid value of a field for another one, from the request on. */
const storedAs = (
  { id, sentence }: Pick<Fault, "id" | "sentence">,
  field: "name" | "email",
  edit: (text: string) => string,
): Fault =>
  behaviourFault({ id, sentence, class: "request", breaks: "create-echoes-input" }, ({ normalise }) => ({
    normalise: (column, value) => (column === field ? edit(normalise(column, value)) : normalise(column, value)),
  }));

/** Values that are not stored as they were sent. */
export const storedValueFaults: readonly Fault[] = [
  storedAs(
    { id: "astral-characters-lost", sentence: "Characters beyond the basic plane become question marks." },
    "name",
    (text) => text.replace(/[\u{10000}-\u{10ffff}]/gu, "?"),
  ),
  storedAs(
    { id: "email-domain-lower-cased", sentence: "The domain of an e-mail is stored in lower case." },
    "email",
    (text) => text.replace(/@.*$/, (domain) => domain.toLowerCase()),
  ),
  storedAs({ id: "email-lower-cased", sentence: "E-mails come back in lower case." }, "email", (text) =>
    text.toLowerCase(),
  ),
  storedAs({ id: "final-dot-lost", sentence: "A dot at the end of a name is removed." }, "name", (text) =>
    text.replace(/\.+$/, ""),
  ),
  storedAs({ id: "inner-blanks-collapsed", sentence: "Several blanks inside a name become one." }, "name", (text) =>
    text.replace(/(?<=\S) {2,}(?=\S)/g, " "),
  ),
  behaviourFault(
    {
      id: "long-name-is-cut-on-store",
      sentence: "A created user's name is echoed in full and stored with 64 characters.",
      class: "sequence",
      breaks: "read-shows-last-write",
    },
    ({ insert }) => ({
      insert: (store, user) =>
        insert(store, storedUser(user.id, user.owner, { ...user, name: [...user.name].slice(0, 64).join("") })),
    }),
  ),
  storedAs({ id: "markup-escaped", sentence: "Markup in a name comes back escaped." }, "name", (text) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
  ),
  storedAs(
    { id: "markup-removed", sentence: "Tags in a name are taken out." },
    "name",
    (text) => text.replace(/<[^>]*>/g, "") || text,
  ),
  storedAs({ id: "name-cut-at-100", sentence: "A created name is cut at 100 characters." }, "name", (text) =>
    text.length <= 200 ? text.slice(0, 100) : text,
  ),
  storedAs(
    { id: "name-in-title-case", sentence: "Names come back with capitals at the beginnings of words." },
    "name",
    (text) => text.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
  ),
  storedAs({ id: "name-recomposed", sentence: "A name comes back in another Unicode normal form." }, "name", (text) =>
    text.normalize("NFC"),
  ),
  behaviourFault(
    {
      id: "status-always-active",
      sentence: "A created user is active whatever was sent.",
      class: "request",
      breaks: "create-echoes-input",
    },
    ({ insert, showCreated }) => ({
      insert: (store, user) => insert(store, storedUser(user.id, user.owner, { ...user, status: "active" })),
      showCreated: (user) => ({ ...showCreated(user), status: "active" }),
    }),
  ),
];
