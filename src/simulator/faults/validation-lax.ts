import { behaviourFault, type Fault } from "../fault.ts";

/** Input that must be refused and is accepted. */
export const laxValidationFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "blank-status-becomes-active",
      sentence: "A blank status is taken for active.",
      class: "request",
      breaks: "invalid-input-is-refused",
    },
    ({ normalise }) => ({
      normalise: (field, value) => (field === "status" && value === "" ? "active" : normalise(field, value)),
    }),
  ),
  behaviourFault(
    {
      id: "email-may-have-201-characters",
      sentence: "An e-mail of more than 200 characters is accepted.",
      class: "request",
      breaks: "email-length-is-limited",
    },
    ({ emailProblems }) => ({
      emailProblems: (email, taken, verb) =>
        emailProblems(email.length > 200 ? email.slice(email.length - 200) : email, taken, verb),
    }),
  ),
  behaviourFault(
    {
      id: "malformed-email-accepted",
      sentence: "An e-mail without @ is accepted.",
      class: "request",
      breaks: "invalid-input-is-refused",
    },
    ({ emailProblems }) => ({
      emailProblems: (email, taken, verb) =>
        emailProblems(email === "" || email.includes("@") ? email : `${email}@example.com`, taken, verb),
    }),
  ),
  behaviourFault(
    {
      id: "name-may-be-blank",
      sentence: "A blank name is accepted.",
      class: "request",
      breaks: "invalid-input-is-refused",
    },
    ({ nameProblems }) => ({ nameProblems: (name, verb) => (name === "" ? [] : nameProblems(name, verb)) }),
  ),
  behaviourFault(
    {
      id: "name-may-have-201-characters",
      sentence: "A name of 201 characters is accepted.",
      class: "request",
      breaks: "invalid-input-is-refused",
    },
    ({ nameProblems }) => ({
      nameProblems: (name, verb) => nameProblems([...name].length === 201 ? name.slice(1) : name, verb),
    }),
  ),
  behaviourFault(
    {
      id: "patch-accepts-blank-name",
      sentence: "PATCH accepts a blank name.",
      class: "request",
      breaks: "invalid-input-is-refused",
    },
    ({ nameProblems }) => ({
      nameProblems: (name, verb) => (verb === "patch" && name === "" ? [] : nameProblems(name, verb)),
    }),
  ),
  behaviourFault(
    {
      id: "patch-ignores-blank-status",
      sentence: "PATCH takes a blank status for none sent.",
      class: "request",
      breaks: "errors-name-the-broken-fields",
    },
    ({ statusProblems, change }) => ({
      statusProblems: (status, verb) => (verb === "patch" && status === "" ? [] : statusProblems(status, verb)),
      change: (user, { status, ...fields }, verb) =>
        change(user, status === undefined || status === "" ? fields : { ...fields, status }, verb),
    }),
  ),
  behaviourFault(
    {
      id: "put-accepts-blank-name",
      sentence: "PUT accepts a blank name.",
      class: "request",
      breaks: "invalid-input-is-refused",
    },
    ({ nameProblems }) => ({
      nameProblems: (name, verb) => (verb === "put" && name === "" ? [] : nameProblems(name, verb)),
    }),
  ),
  behaviourFault(
    {
      id: "unknown-gender-becomes-male",
      sentence: "An unknown gender is taken for male instead of being refused.",
      class: "request",
      breaks: "invalid-input-is-refused",
    },
    ({ normalise }) => ({
      normalise: (field, value) => {
        const text = normalise(field, value);
        return field === "gender" && text !== "" && text !== "female" ? "male" : text;
      },
    }),
  ),
  behaviourFault(
    {
      id: "unknown-status-becomes-inactive",
      sentence: "An unknown status is taken for inactive.",
      class: "request",
      breaks: "invalid-input-is-refused",
    },
    ({ normalise }) => ({
      normalise: (field, value) => {
        const text = normalise(field, value);
        return field === "status" && text !== "" && text !== "active" ? "inactive" : text;
      },
    }),
  ),
  behaviourFault(
    {
      id: "update-accepts-any-status",
      sentence: "An update may set a status that does not exist; it is taken for inactive.",
      class: "request",
      breaks: "invalid-input-is-refused",
    },
    ({ statusProblems, change }) => ({
      statusProblems: (status, verb) => (verb === "create" || status === "" ? statusProblems(status, verb) : []),
      change: (user, fields, verb) =>
        change(
          user,
          fields.status === undefined || fields.status === "active" ? fields : { ...fields, status: "inactive" },
          verb,
        ),
    }),
  ),
  behaviourFault(
    {
      id: "update-accepts-malformed-email",
      sentence: "An update accepts an e-mail without @.",
      class: "request",
      breaks: "invalid-input-is-refused",
    },
    ({ emailProblems }) => ({
      emailProblems: (email, taken, verb) =>
        verb === "create" || email === "" ? emailProblems(email, taken, verb) : [],
    }),
  ),
  behaviourFault(
    {
      id: "update-accepts-overlong-email",
      sentence: "An update accepts an e-mail of more than 200 characters.",
      class: "request",
      breaks: "email-length-is-limited",
    },
    ({ emailProblems }) => ({
      emailProblems: (email, taken, verb) => emailProblems(verb === "create" ? email : email.slice(-200), taken, verb),
    }),
  ),
];
