import type { Context } from "hono";
import { defined } from "../contract/defined.ts";
import { type Call, type Reply, respond, type Simulation, written } from "./call.ts";
import { type Fields, formType } from "./input.ts";
import type { Shown } from "./representation.ts";
import type { StoredUser } from "./store.ts";
import type { FieldError } from "./validation.ts";

export type Env = { Bindings: Call };
/** A body as it was sent; forms of every kind in the simplest one. */
export type Sent = { readonly contentType: string | undefined; readonly text: string };

/** Reads the body; files in a form are left out, for no field takes one. @see facts 12.4 */
export const sentIn = async ({ req }: Context<Env>): Promise<Sent> => {
  const contentType = req.header("content-type");
  if (contentType === undefined || !/^multipart\/form-data\b/i.test(contentType)) {
    return { contentType, text: await req.text() };
  }
  const form = await req.formData().catch(() => new FormData());
  const fields = new URLSearchParams();
  for (const [name, value] of form) if (typeof value === "string") fields.append(name, value);
  return { contentType: formType, text: fields.toString() };
};

/** Answers with a body that is a user, a list or the errors of a write. */
export const answersOf = (simulation: Simulation) => {
  const { policy, store } = simulation;

  const shown = (c: Context<Env>, status: 200 | 201, value: Shown | readonly Shown[], headers?: Reply["headers"]) => {
    const { body = "", contentType } = written(c.env, policy.write(value));
    const tag = policy.etag(body);
    const ifNoneMatch = status === 200 && c.req.method === "GET" ? c.req.header("if-none-match") : undefined;
    const all = tag === undefined ? headers : { ETag: tag, ...headers };
    const current = ifNoneMatch !== undefined && tag !== undefined && policy.isCurrent(ifNoneMatch, tag);
    return respond(simulation, c.env, {
      ...(current ? { status: 304 } : { status, body, ...defined({ contentType }) }),
      ...(all === undefined ? undefined : { headers: all }),
    });
  };

  const refuse = (c: Context<Env>, self: StoredUser | undefined, fields: Fields, errors: readonly FieldError[]) => {
    policy.afterRefusal(store, self, fields);
    return respond(simulation, c.env, { status: 422, ...written(c.env, policy.write(errors)) });
  };

  return { shown, refuse };
};

export type Answers = ReturnType<typeof answersOf>;
