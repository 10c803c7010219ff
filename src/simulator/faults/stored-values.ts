import { behaviourFault, type Fault } from "../fault.ts";
import { storedUser } from "../store.ts";

/** Values that are not stored as they were sent. */
export const storedValueFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "astral-characters-lost",
      sentence: "Characters beyond the basic plane become question marks.",
      class: "request",
      breaks: "create-echoes-input",
    },
    ({ normalise }) => ({
      normalise: (field, value) => {
        const text = normalise(field, value);
        return field === "name" ? text.replace(/[\u{10000}-\u{10ffff}]/gu, "?") : text;
      },
    }),
  ),
  behaviourFault(
    {
      id: "email-domain-lower-cased",
      sentence: "The domain of an e-mail is stored in lower case.",
      class: "request",
      breaks: "create-echoes-input",
    },
    ({ normalise }) => ({
      normalise: (field, value) => {
        const text = normalise(field, value);
        return field === "email" ? text.replace(/@.*$/, (domain) => domain.toLowerCase()) : text;
      },
    }),
  ),
  behaviourFault(
    {
      id: "email-lower-cased",
      sentence: "E-mails come back in lower case.",
      class: "request",
      breaks: "create-echoes-input",
    },
    ({ normalise }) => ({
      normalise: (field, value) => {
        const text = normalise(field, value);
        return field === "email" ? text.toLowerCase() : text;
      },
    }),
  ),
  behaviourFault(
    {
      id: "final-dot-lost",
      sentence: "A dot at the end of a name is removed.",
      class: "request",
      breaks: "create-echoes-input",
    },
    ({ normalise }) => ({
      normalise: (field, value) =>
        field === "name" ? normalise(field, value).replace(/\.+$/, "") : normalise(field, value),
    }),
  ),
  behaviourFault(
    {
      id: "inner-blanks-collapsed",
      sentence: "Several blanks inside a name become one.",
      class: "request",
      breaks: "create-echoes-input",
    },
    ({ normalise }) => ({
      normalise: (field, value) => {
        const text = normalise(field, value);
        return field === "name" ? text.replace(/(?<=\S) {2,}(?=\S)/g, " ") : text;
      },
    }),
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
  behaviourFault(
    {
      id: "markup-escaped",
      sentence: "Markup in a name comes back escaped.",
      class: "request",
      breaks: "create-echoes-input",
    },
    ({ normalise }) => ({
      normalise: (field, value) => {
        const text = normalise(field, value);
        return field === "name" ? text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;") : text;
      },
    }),
  ),
  behaviourFault(
    {
      id: "markup-removed",
      sentence: "Tags in a name are taken out.",
      class: "request",
      breaks: "create-echoes-input",
    },
    ({ normalise }) => ({
      normalise: (field, value) => {
        const text = normalise(field, value);
        return field === "name" ? text.replace(/<[^>]*>/g, "") || text : text;
      },
    }),
  ),
  behaviourFault(
    {
      id: "name-cut-at-100",
      sentence: "A created name is cut at 100 characters.",
      class: "request",
      breaks: "create-echoes-input",
    },
    ({ normalise }) => ({
      normalise: (field, value) => {
        const text = normalise(field, value);
        return field === "name" && text.length <= 200 ? text.slice(0, 100) : text;
      },
    }),
  ),
  behaviourFault(
    {
      id: "name-in-title-case",
      sentence: "Names come back with capitals at the beginnings of words.",
      class: "request",
      breaks: "create-echoes-input",
    },
    ({ normalise }) => ({
      normalise: (field, value) => {
        const text = normalise(field, value);
        return field === "name" ? text.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()) : text;
      },
    }),
  ),
  behaviourFault(
    {
      id: "name-recomposed",
      sentence: "A name comes back in another Unicode normal form.",
      class: "request",
      breaks: "create-echoes-input",
    },
    ({ normalise }) => ({
      normalise: (field, value) => {
        const text = normalise(field, value);
        return field === "name" ? text.normalize("NFC") : text;
      },
    }),
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
