import { defined } from "../../contract/defined.ts";
import { bodyOf } from "../resolve.ts";
import type { Command, StepContext, StepParams } from "../step.ts";

const textOf = (body: StepParams["raw"]["body"], context: StepContext): string | undefined => {
  if (body === undefined || typeof body === "string") return body;
  const fields = bodyOf(body.fields, context);
  if (fields === undefined) return undefined;
  const text = JSON.stringify(fields);
  if (body.written === undefined) return text;
  return body.written === "in a list" ? `[${text}]` : text.slice(0, -9);
};

/** Any request at all, for input no client would send: the one command that writes method and path itself. */
export const raw: Command<"raw"> = {
  id: "raw",
  cost: () => 1,
  run: async ({ as, method, path, of, contentType, body }, context) => {
    const id = of === undefined ? undefined : context.idOf(of);
    if (of !== undefined && id === undefined) return;
    const text = textOf(body, context);
    if (body !== undefined && text === undefined) return;
    await context.send({
      method,
      path: id === undefined ? path : path.replaceAll("{id}", String(id)),
      as,
      ...(contentType === undefined ? {} : { headers: { "content-type": contentType } }),
      ...defined({ body: text }),
    });
  },
};
