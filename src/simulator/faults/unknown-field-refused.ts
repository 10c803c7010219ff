import { behaviourFault } from "../behaviour-fault.ts";

export const unknownFieldRefused = behaviourFault(
  {
    id: "unknown-field-refused",
    sentence: "A create with an unknown field is refused.",
    class: "Q",
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
);
