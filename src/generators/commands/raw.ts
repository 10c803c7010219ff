import { defined } from "../../contract/defined.ts";
import type { RequestSpec } from "../../contract/exchange.ts";
import { bodyOf, type Command, type StepContext, type StepParams } from "../step.ts";

const textOf = (body: StepParams["raw"]["body"], context: StepContext): string | undefined => {
  if (body === undefined || typeof body === "string") return body;
  const fields = bodyOf(body.fields, context);
  if (fields === undefined) return undefined;
  const text = JSON.stringify(fields);
  if (body.written === undefined) return text;
  return body.written === "in a list" ? `[${text}]` : text.slice(0, -9);
};

/** The request of a raw step; undefined when a reference leads nowhere. */
export const rawRequest = (
  { as, method, path, of, headers, contentType, body }: StepParams["raw"],
  context: StepContext,
): RequestSpec | undefined => {
  const id = of === undefined ? undefined : context.idOf(of);
  if (of !== undefined && id === undefined) return undefined;
  const text = textOf(body, context);
  if (body !== undefined && text === undefined) return undefined;
  const named = { ...headers, ...(contentType === undefined ? {} : { "content-type": contentType }) };
  return {
    method,
    path: id === undefined ? path : path.replaceAll("{id}", String(id)).replaceAll("{id+2^32}", String(id + 2 ** 32)),
    as,
    ...(Object.keys(named).length === 0 ? {} : { headers: named }),
    ...defined({ body: text }),
  };
};

/** Any request at all, for input no client would send: the one command that writes method and path itself. */
export const raw: Command<"raw"> = {
  cost: () => 1,
  run: async (params, context) => {
    const request = rawRequest(params, context);
    if (request !== undefined) await context.send(request);
  },
};
