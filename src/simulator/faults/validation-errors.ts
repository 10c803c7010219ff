import { behaviourFault, type Fault } from "../fault.ts";

/** What a 422 says of the fields it refuses. */
export const validationErrorFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "error-blames-wrong-field",
      sentence: "422 calls a broken name a broken status.",
      class: "request",
      breaks: "errors-name-the-broken-fields",
    },
    ({ arrangeErrors }) => ({
      arrangeErrors: (problems) =>
        arrangeErrors(problems).map((error) => (error.field === "name" ? { ...error, field: "status" } : error)),
    }),
  ),
  behaviourFault(
    {
      id: "errors-in-field-order",
      sentence: "422 lists the fields in the order of the columns.",
      class: "request",
      breaks: "error-order",
    },
    ({ arrangeErrors }) => ({
      arrangeErrors: (problems) => {
        const order = ["name", "email", "gender", "status"];
        return [...arrangeErrors(problems)].sort((a, b) => order.indexOf(a.field) - order.indexOf(b.field));
      },
    }),
  ),
  behaviourFault(
    {
      id: "gender-error-in-two-items",
      sentence: "422 has two items for a wrong gender.",
      class: "request",
      breaks: "errors-name-the-broken-fields",
    },
    ({ arrangeErrors }) => ({
      arrangeErrors: (problems) =>
        arrangeErrors(problems).flatMap(({ field, message }) =>
          field === "gender" ? message.split(", ").map((text) => ({ field, message: text })) : [{ field, message }],
        ),
    }),
  ),
  behaviourFault(
    {
      id: "gender-text-corrected",
      sentence: 'The text for a wrong gender says "male or female".',
      class: "request",
      breaks: "error-texts",
    },
    ({ genderProblems }) => ({
      genderProblems: (gender, verb) => genderProblems(gender, verb).map((text) => text.replace("male of", "male or")),
    }),
  ),
  behaviourFault(
    {
      id: "malformed-email-listed-first",
      sentence: "422 lists a malformed or taken e-mail before the other fields.",
      class: "request",
      breaks: "error-order",
    },
    ({ arrangeErrors }) => ({
      arrangeErrors: (problems) =>
        [...arrangeErrors(problems)].sort((a, b) => Number(b.field === "email") - Number(a.field === "email")),
    }),
  ),
  behaviourFault(
    {
      id: "only-first-error",
      sentence: "422 names only the first broken field.",
      class: "request",
      breaks: "errors-name-the-broken-fields",
    },
    ({ arrangeErrors }) => ({ arrangeErrors: (problems) => arrangeErrors(problems).slice(0, 1) }),
  ),
  behaviourFault(
    {
      id: "status-error-forgotten",
      sentence: "422 leaves out the status when another field is broken too.",
      class: "request",
      breaks: "errors-name-the-broken-fields",
    },
    ({ arrangeErrors }) => ({
      arrangeErrors: (problems) => {
        const errors = arrangeErrors(problems);
        return errors.length > 1 ? errors.filter(({ field }) => field !== "status") : errors;
      },
    }),
  ),
  behaviourFault(
    {
      id: "status-text-names-values",
      sentence: "The text for a wrong status names the values allowed.",
      class: "request",
      breaks: "error-texts",
    },
    ({ statusProblems }) => ({
      statusProblems: (status, verb) =>
        statusProblems(status, verb).map((text) => `${text}, can be active or inactive`),
    }),
  ),
  behaviourFault(
    {
      id: "taken-text-differs",
      sentence: 'A used e-mail "is already in use".',
      class: "request",
      breaks: "error-texts",
    },
    ({ emailProblems }) => ({
      emailProblems: (email, taken, verb) =>
        emailProblems(email, taken, verb).map((text) => text.replace("has already been taken", "is already in use")),
    }),
  ),
  behaviourFault(
    {
      id: "too-long-text-says-255",
      sentence: "The text for a name that is too long names another maximum.",
      class: "request",
      breaks: "error-texts",
    },
    ({ nameProblems }) => ({
      nameProblems: (name, verb) => nameProblems(name, verb).map((text) => text.replace("200", "255")),
    }),
  ),
  behaviourFault(
    {
      id: "uniqueness-hides-other-errors",
      sentence: "422 for a used e-mail leaves out the other broken fields.",
      class: "request",
      breaks: "errors-name-the-broken-fields",
    },
    ({ arrangeErrors }) => ({
      arrangeErrors: (problems) => {
        const errors = arrangeErrors(problems);
        const taken = errors.filter(({ message }) => message.includes("taken"));
        return taken.length > 0 ? taken : errors;
      },
    }),
  ),
];
