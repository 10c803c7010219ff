import { behaviourFault, type Fault, wireFault } from "../fault.ts";
import { withBody, withHeaders } from "../responses.ts";

/** Input that must be accepted and is refused. */
export const strictValidationFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "capitals-in-gender-refused",
      sentence: "A gender in capitals is refused.",
      class: "request",
      breaks: "valid-create-is-accepted",
    },
    ({ normalise }) => ({ normalise: (field, value) => (field === "gender" ? value : normalise(field, value)) }),
  ),
  behaviourFault(
    {
      id: "capitals-in-status-refused-on-update",
      sentence: "An update with a status in capitals is refused.",
      class: "request",
      breaks: "valid-update-is-accepted",
    },
    ({ statusProblems, normalise }) => {
      let capitals = false;
      return {
        normalise: (field, value) => {
          if (field === "status") capitals = value !== value.toLowerCase();
          return normalise(field, value);
        },
        statusProblems: (status, verb) => statusProblems(capitals && verb !== "create" ? "" : status, verb),
      };
    },
  ),
  behaviourFault(
    {
      id: "email-over-100-refused",
      sentence: "An e-mail of more than 100 characters is refused.",
      class: "request",
      breaks: "valid-update-is-accepted",
    },
    ({ emailProblems }) => ({
      emailProblems: (email, taken, verb) =>
        email.length > 100 ? ["is too long (maximum is 200 characters)"] : emailProblems(email, taken, verb),
    }),
  ),
  wireFault(
    {
      id: "empty-patch-refused",
      sentence: "PATCH without a field is refused.",
      class: "request",
      breaks: "valid-update-is-accepted",
    },
    (handler) => async (request) => {
      if (request.method !== "PATCH") return handler(request);
      const empty = (await request.clone().text()).replace(/\s/g, "") === "{}";
      const response = await handler(request);
      if (!empty || response.status !== 200) return response;
      const refused = new Response("", { status: 422, headers: response.headers });
      return withBody(
        withHeaders(refused, (headers) => headers.delete("etag")),
        '[{"field":"base","message":"is empty"}]',
      );
    },
  ),
  behaviourFault(
    {
      id: "name-length-in-bytes",
      sentence: "The length of a name is counted in bytes.",
      class: "request",
      breaks: "valid-create-is-accepted",
    },
    ({ nameProblems }) => ({
      nameProblems: (name, verb) =>
        new TextEncoder().encode(name).length > 200 ? nameProblems("x".repeat(201), verb) : nameProblems(name, verb),
    }),
  ),
  behaviourFault(
    {
      id: "name-of-200-refused",
      sentence: "A name of 200 characters is refused.",
      class: "request",
      breaks: "valid-create-is-accepted",
    },
    ({ nameProblems }) => ({
      nameProblems: (name, verb) => nameProblems([...name].length === 200 ? `${name}x` : name, verb),
    }),
  ),
  behaviourFault(
    {
      id: "name-of-one-refused",
      sentence: "A name of one character is refused.",
      class: "request",
      breaks: "valid-create-is-accepted",
    },
    ({ nameProblems }) => ({ nameProblems: (name, verb) => nameProblems(name.length === 1 ? "" : name, verb) }),
  ),
  behaviourFault(
    {
      id: "plus-in-email-refused",
      sentence: "An e-mail with a + is refused.",
      class: "request",
      breaks: "valid-create-is-accepted",
    },
    ({ emailProblems }) => ({
      emailProblems: (email, taken, verb) =>
        emailProblems(email.includes("+") ? email.replaceAll("@", "") : email, taken, verb),
    }),
  ),
  behaviourFault(
    {
      id: "put-needs-all-fields",
      sentence: "PUT with some of the fields is refused.",
      class: "request",
      breaks: "valid-update-is-accepted",
    },
    ({ needsAllFields }) => ({ needsAllFields: (verb) => verb === "put" || needsAllFields(verb) }),
  ),
  behaviourFault(
    {
      id: "unknown-field-refused",
      sentence: "A create with an unknown field is refused.",
      class: "request",
      breaks: "valid-create-is-accepted",
    },
    ({ readBody }) => ({
      readBody: (contentType, text) => {
        const body = readBody(contentType, text);
        const known = ["id", "name", "email", "gender", "status"];
        const strange = body.kind === "fields" && Object.keys(body.value).some((key) => !known.includes(key));
        return strange ? { kind: "fields", value: {} } : body;
      },
    }),
  ),
];
