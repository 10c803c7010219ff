import { type Context, Hono } from "hono";
import { getPathNoStrict } from "hono/utils/url";
import { type Answers, answersOf, type Env, type Sent, sentIn } from "./answers.ts";
import { type Call, message, type Reply, respond, type Simulation } from "./call.ts";
import { addChildRoutes } from "./child-routes.ts";
import type { Verb } from "./identity.ts";
import { columns, type Field, type Fields } from "./input.ts";
import { routedPath } from "./negotiation.ts";
import { basePath } from "./pipeline.ts";
import { htmlType, pageNotFound } from "./representation.ts";
import { type StoredUser, storedUser } from "./store.ts";
import type { FieldError, Problems } from "./validation.ts";

type Input = { readonly fields: Fields } | { readonly refusal: Reply };

const notFound = (call: Call) => message(call, 404, "Resource not found");
const authenticationFailed = (call: Call) => message(call, 401, "Authentication failed");
// The text is an open question (facts 11.1); the status is the one the docs give.
const malformed = (call: Call) => message(call, 400, "Error occurred while parsing request parameters");

/** What a request names and brings: the user of its path, the fields of its body, and what is wrong with them. */
const requestsOf = ({ policy, store }: Simulation) => {
  /** The user a path names, where there is one for this caller. */
  const visible = (c: Context<Env>, verb: Verb): StoredUser | undefined => {
    const id = policy.idIn(c.req.param("id") ?? "");
    const user = id === undefined ? undefined : policy.find(store, id, verb);
    return user !== undefined && policy.canSee(user, c.env.caller, verb) ? user : undefined;
  };

  const fieldsIn = (call: Call, { contentType, text }: Sent): Input => {
    const body = policy.readBody(contentType ?? null, text);
    if (body.kind === "malformed") return { refusal: malformed(call) };
    const fields: { [field in Field]?: string } = {};
    for (const field of columns) {
      const value = Object.hasOwn(body.value, field) ? policy.castValue(body.value[field]) : undefined;
      if (value !== undefined) fields[field] = policy.normalise(field, value);
    }
    return { fields };
  };

  const problemsOf = (
    verb: Verb,
    fields: Fields,
    self: StoredUser | undefined,
    { caller }: Call,
  ): readonly FieldError[] => {
    const all = policy.needsAllFields(verb);
    const judge = (field: Field, problems: (value: string) => readonly string[]): Problems => {
      const value = fields[field] ?? (all ? "" : undefined);
      return value === undefined ? {} : { [field]: problems(value) };
    };
    return policy.arrangeErrors({
      ...judge("name", (name) => policy.nameProblems(name, verb)),
      ...judge("email", (email) => policy.emailProblems(email, policy.isTaken(store, email, self?.id, caller), verb)),
      ...judge("gender", (gender) => policy.genderProblems(gender, verb)),
      ...judge("status", (status) => policy.statusProblems(status, verb)),
    });
  };

  return { visible, fieldsIn, problemsOf };
};

type Requests = ReturnType<typeof requestsOf>;

const readsOf = (simulation: Simulation, { shown }: Answers, { visible }: Requests) => {
  const { policy, store } = simulation;

  const list = (c: Context<Env>) => {
    const { query, apiUrl, caller } = c.env;
    const candidates = policy.candidates(store, caller);
    const filter = policy.filterOf(query);
    const matching = filter.length === 0 ? candidates : candidates.filter((user) => policy.matches(user, filter));
    const bounds = policy.pageBounds(query);
    const rows = policy.cut(policy.order(matching), bounds);
    const total = policy.total(matching, candidates);
    const pages = policy.pages(total, bounds.perPage);
    const links = policy.links(`${apiUrl}/users`, bounds.page, pages, query);
    return shown(c, 200, rows.map(policy.showRow), policy.listHeaders(total, pages, bounds, links));
  };

  const get = (c: Context<Env>) => {
    const user = visible(c, "get");
    return user === undefined ? respond(simulation, c.env, notFound(c.env)) : shown(c, 200, policy.showUser(user));
  };

  return { list, get };
};

const writesOf = (simulation: Simulation, { shown, refuse }: Answers, requests: Requests) => {
  const { policy, store, random } = simulation;
  const { visible, fieldsIn, problemsOf } = requests;

  const create = async (c: Context<Env>) => {
    const call = c.env;
    if (!policy.mayWrite(call.caller, "create")) return respond(simulation, call, authenticationFailed(call));
    const input = fieldsIn(call, await sentIn(c));
    if ("refusal" in input) return respond(simulation, call, input.refusal);
    const errors = problemsOf("create", input.fields, undefined, call);
    if (errors.length > 0) return refuse(c, undefined, input.fields, errors);
    const pause = policy.beforeAct("create");
    if (pause !== undefined) await pause;
    const { name = "", email = "", gender = "", status = "" } = input.fields;
    const fields = { name, email, gender, status };
    const user = storedUser(policy.nextId(store, random), policy.ownerFor(call.caller), fields);
    policy.insert(store, user);
    const location = policy.location(`${call.apiUrl}/users`, user.id);
    return shown(c, 201, policy.showCreated(user), location === undefined ? undefined : { Location: location });
  };

  const update = (verb: "put" | "patch") => async (c: Context<Env>) => {
    const call = c.env;
    const sent = await sentIn(c);
    // From here on no wait: what is checked is what is changed.
    const user = visible(c, verb);
    if (user === undefined) return respond(simulation, call, notFound(call));
    if (!policy.mayWrite(call.caller, verb)) return respond(simulation, call, authenticationFailed(call));
    const input = fieldsIn(call, sent);
    if ("refusal" in input) return respond(simulation, call, input.refusal);
    const errors = problemsOf(verb, input.fields, user, call);
    if (errors.length > 0) return refuse(c, user, input.fields, errors);
    const pause = policy.beforeAct(verb);
    if (pause !== undefined) await pause;
    const changed = policy.change(user, input.fields, verb);
    policy.save(store, changed);
    return shown(c, 200, policy.showUpdated(changed, input.fields));
  };

  const remove = async (c: Context<Env>) => {
    const call = c.env;
    if (call.format === "xml") return respond(simulation, call, message(call, 400, "Bad Request"));
    const user = visible(c, "delete");
    if (user === undefined) return respond(simulation, call, notFound(call));
    if (!policy.mayWrite(call.caller, "delete")) return respond(simulation, call, authenticationFailed(call));
    const pause = policy.beforeAct("delete");
    if (pause !== undefined) await pause;
    policy.remove(store, user);
    if (store.get(user.id) === undefined && !policy.isLeft(false)) simulation.children.removeBelow("users", user.id);
    return respond(simulation, call, { status: 204 });
  };

  return { create, update, remove };
};

/** Users, and what lies below them: route, then visible (404), a write without token (401), validation (422), act. */
export const createApp = (simulation: Simulation): Hono<Env> => {
  const answers = answersOf(simulation);
  const requests = requestsOf(simulation);
  const { list, get } = readsOf(simulation, answers, requests);
  const { create, update, remove } = writesOf(simulation, answers, requests);

  const users = `${basePath}/users`;
  const one = `${users}/:id`;
  // A trailing slash names the same resource (facts 3.13). HEAD is answered as GET without the body.
  // OPTIONS has no route: its answer is an open question (facts 11.3).
  const app = new Hono<Env>({ getPath: (request) => routedPath(getPathNoStrict(request)) });
  app.get(users, list);
  app.post(users, create);
  app.get(one, get);
  app.put(one, update("put"));
  app.patch(one, update("patch"));
  app.delete(one, remove);
  addChildRoutes(app, simulation, answers);
  app.notFound((c) => respond(simulation, c.env, { status: 404, body: pageNotFound, contentType: htmlType }));
  app.onError((_error, c) => respond(simulation, c.env, message(c.env, 500, "Internal Server Error")));
  return app;
};
