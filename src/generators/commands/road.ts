import type { Draft } from "../../contract/draft.ts";
import type { RequestSpec } from "../../contract/exchange.ts";
import { pathOf } from "../../contract/route.ts";
import { swapCase } from "../../contract/safe-text.ts";
import type { Command, StepParams } from "../step.ts";

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
