import { type Draft, defined } from "../../contract/defined.ts";
import type { RequestSpec, TokenAlias } from "../../contract/exchange.ts";
import { pathOf } from "../../contract/route.ts";
import { swapCase } from "../../contract/safe-text.ts";
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

const methods = { read: "GET", patch: "PATCH", remove: "DELETE", create: "POST" } as const;

const requestOf = ({ as, verb, road, text }: StepParams["road"], path: string): RequestSpec | undefined => {
  const method = methods[verb];
  const request: Draft<RequestSpec> = { method, path, as };
  if (verb === "patch") request.body = text ?? "{}";
  else if (text !== undefined) request.body = text;
  switch (road) {
    case "HEAD":
      return verb === "read" ? { ...request, method: "HEAD" } : undefined;
    case "X-HTTP-Method-Override":
      return { ...request, method: "POST", headers: { "x-http-method-override": method }, body: request.body ?? "{}" };
    case "_method":
      return {
        ...request,
        method: "POST",
        path: `${path}?_method=${method.toLowerCase()}`,
        body: request.body ?? "{}",
      };
    case ".json":
    case ".xml":
      return { ...request, path: `${path}${road}` };
    case "//":
      return { ...request, path: `/${path}` };
    case "letter case":
      return { ...request, path: swapCase(path) };
  }
};

/** One request by a road other than the plain path; nothing is sent where the road has no such verb. */
export const road: Command<"road"> = {
  cost: () => 1,
  run: async (params, context) => {
    const id = params.of === undefined ? undefined : context.idOf(params.of);
    if (params.of !== undefined && id === undefined) return;
    const request = requestOf(params, id === undefined ? pathOf("listUsers") : pathOf("getUser", id));
    if (request !== undefined) await context.send(request);
  },
};

/**
 * Sends as fast as one caller can, one after the other and without a pause once the budgets hold them all, to see the
 * budgets move.
 */
export const spend: Command<"spend"> = {
  cost: ({ turns }) => turns.reduce((sum, [, calls]) => sum + calls, 0),
  run: async ({ turns, inputs }, context) => {
    let sent = 0;
    const totals = new Map<TokenAlias, number>();
    for (const [as, calls] of turns) totals.set(as, (totals.get(as) ?? 0) + calls);
    for (const [as, calls] of totals) await context.room(as, calls);
    for (const [as, calls] of turns) {
      for (let call = 0; call < calls; call++) {
        const input = inputs[sent++ % inputs.length];
        const request = input === undefined ? undefined : rawRequest(input, context);
        if (request !== undefined) await context.send({ ...request, as, pace: "now" });
      }
    }
  },
};
