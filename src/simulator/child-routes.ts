import type { Context, Hono } from "hono";
import { type Answers, type Env, sentIn } from "./answers.ts";
import { type Call, message, respond, type Simulation, written } from "./call.ts";
import { type Child, type ChildName, columnsOf, parentField, parentOf } from "./child-store.ts";
import type { Caller } from "./identity.ts";
import { basePath } from "./pipeline.ts";
import type { FieldError } from "./validation.ts";

type Values = Readonly<Record<string, string | null>>;

/** Which records there are for whom. */
const visibilityOf = ({ policy, store, children }: Simulation) => {
  const parentExists = (name: ChildName, id: number): boolean => {
    if (parentOf[name] === "users") return store.get(id) !== undefined;
    const post = children.get("posts", id);
    return post !== undefined && parentExists("posts", post.parentId);
  };
  /** A record exists for its account and, when it is public, for all callers, as long as its parent does. */
  const canSee = (name: ChildName, { owner, parentId }: Child, caller: Caller): boolean =>
    (owner === undefined || owner === caller.account) && policy.isLeft(parentExists(name, parentId));
  const canSeeParent = (name: ChildName, id: number, caller: Caller): boolean => {
    if (parentOf[name] === "users") {
      const user = store.get(id);
      return user !== undefined && policy.canSee(user, caller, "get");
    }
    const post = children.get("posts", id);
    return post !== undefined && canSee("posts", post, caller);
  };
  return { canSee, canSeeParent };
};

const matches = (name: ChildName, child: Child, query: URLSearchParams): boolean => {
  const filtered = (field: string, value: string, exact: boolean) => {
    const wanted = query.get(field)?.toLowerCase() ?? "";
    return wanted === "" || (exact ? value === wanted : value.toLowerCase().includes(wanted));
  };
  return (
    filtered("id", String(child.id), true) &&
    filtered(parentField(name), String(child.parentId), true) &&
    Object.entries(columnsOf[name]).every(([field, { filter }]) =>
      filtered(field, child.values[field] ?? "", filter === "exact"),
    )
  );
};

/** What a body says of the columns: those that were sent, read as they are kept, and what is wrong with them. */
const readInput = (
  { policy }: Simulation,
  name: ChildName,
  fields: { readonly [key: string]: unknown },
  all: boolean,
): { readonly sent: readonly string[]; readonly values: Values; readonly errors: readonly FieldError[] } => {
  const sent: string[] = [];
  const values: Record<string, string | null> = {};
  const errors: FieldError[] = [];
  for (const [field, { problem, read }] of Object.entries(columnsOf[name])) {
    const text = Object.hasOwn(fields, field) ? policy.castValue(fields[field]) : undefined;
    if (text === undefined && !all) continue;
    if (text !== undefined) sent.push(field);
    const value = read === undefined ? (text ?? "") : read(text ?? "");
    const wrong = problem(value ?? "");
    if (wrong !== undefined) errors.push({ field, message: wrong });
    values[field] = value;
  }
  return { sent, values, errors };
};

const handlersOf = (simulation: Simulation, name: ChildName, { shown }: Answers) => {
  const { policy, children } = simulation;
  const { canSee, canSeeParent } = visibilityOf(simulation);

  const refuse = (call: Call, errors: readonly FieldError[]) =>
    respond(simulation, call, { status: 422, ...written(call, policy.write(errors)) });
  const notFound = (call: Call) => respond(simulation, call, message(call, 404, "Resource not found"));
  const unauthenticated = (call: Call) => respond(simulation, call, message(call, 401, "Authentication failed"));
  const fieldsIn = async (c: Context<Env>) => {
    const { contentType, text } = await sentIn(c);
    const body = policy.readBody(contentType ?? null, text);
    return body.kind === "fields" ? body.value : undefined;
  };
  // The text is an open question (facts 11.1), as for users.
  const malformed = (call: Call) =>
    respond(simulation, call, message(call, 400, "Error occurred while parsing request parameters"));
  const visible = (c: Context<Env>): Child | undefined => {
    const id = policy.idIn(c.req.param("id") ?? "");
    const child = id === undefined ? undefined : children.get(name, id);
    return child !== undefined && canSee(name, child, c.env.caller) ? child : undefined;
  };

  /** @param below the parent is in the path, and the list is its own */
  const list = (below: boolean) => (c: Context<Env>) => {
    const { query, apiUrl, caller } = c.env;
    const parentId = below ? (policy.idIn(c.req.param("id") ?? "") ?? -1) : undefined;
    const rows =
      parentId !== undefined && !canSeeParent(name, parentId, caller)
        ? []
        : children
            .newestFirst(name, parentId)
            .filter((child) => canSee(name, child, caller) && matches(name, child, query));
    const bounds = policy.pageBounds(query);
    const pages = policy.pages(rows.length, bounds.perPage);
    // The links lead to the list of all, also from one below a parent. @see facts 5.7
    const links = policy.links(`${apiUrl}/${name}`, bounds.page, pages, query);
    const page = rows.slice((bounds.page - 1) * bounds.perPage, bounds.page * bounds.perPage);
    const body = page.map((child) => policy.showChild(name, child));
    return shown(c, 200, body, policy.listHeaders(rows.length, pages, bounds, links));
  };

  const get = (c: Context<Env>) => {
    const child = visible(c);
    return child === undefined ? notFound(c.env) : shown(c, 200, policy.showChild(name, child));
  };

  /** @param below the parent is in the path; else the body names it, which is an open question (facts 9.11) */
  const create = (below: boolean) => async (c: Context<Env>) => {
    const call = c.env;
    if (call.caller.account === undefined) return unauthenticated(call);
    const fields = await fieldsIn(c);
    if (fields === undefined) return malformed(call);
    const named = below ? c.req.param("id") : policy.castValue(fields[parentField(name)]);
    const parentId = policy.idIn(named ?? "") ?? -1;
    const { values, errors } = readInput(simulation, name, fields, true);
    const all = [...policy.parentProblems(name, canSeeParent(name, parentId, call.caller)), ...errors];
    if (all.length > 0) return refuse(call, all);
    const child = children.add(name, parentId, call.caller.account, values);
    const location = policy.location(`${call.apiUrl}/${name}`, child.id);
    const headers = location === undefined ? undefined : { Location: location };
    return shown(c, 201, policy.showChild(name, child), headers);
  };

  const update = async (c: Context<Env>) => {
    const call = c.env;
    const fields = await fieldsIn(c);
    const child = visible(c);
    if (child === undefined) return notFound(call);
    if (call.caller.account === undefined) return unauthenticated(call);
    if (fields === undefined) return malformed(call);
    const { sent, values, errors } = readInput(simulation, name, fields, false);
    if (errors.length > 0) return refuse(call, errors);
    const changed = { ...child, values: { ...child.values, ...values } };
    children.put(name, changed);
    return shown(c, 200, policy.showChild(name, changed, sent));
  };

  const remove = (c: Context<Env>) => {
    const call = c.env;
    const child = visible(c);
    if (child === undefined) return notFound(call);
    if (call.caller.account === undefined) return unauthenticated(call);
    children.remove(name, child.id);
    return respond(simulation, call, { status: 204 });
  };

  return { list, get, create, update, remove };
};

/** Posts, comments and todos: on their own, and below their parents. @see facts, section 9 */
export const addChildRoutes = (app: Hono<Env>, simulation: Simulation, answers: Answers): void => {
  for (const name of ["posts", "comments", "todos"] as const) {
    const { list, get, create, update, remove } = handlersOf(simulation, name, answers);
    const all = `${basePath}/${name}`;
    const below = `${basePath}/${parentOf[name]}/:id/${name}`;
    app.get(all, list(false));
    app.post(all, create(false));
    app.get(below, list(true));
    app.post(below, create(true));
    app.get(`${all}/:id`, get);
    app.put(`${all}/:id`, update);
    app.patch(`${all}/:id`, update);
    app.delete(`${all}/:id`, remove);
  }
};
