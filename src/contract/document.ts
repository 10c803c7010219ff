import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import { document } from "./document.gen.ts";
import { isObject } from "./is-object.ts";
import type { components, operations } from "./schema.gen.ts";

/** A user as the service gives it. @see guide G9 */
export type User = components["schemas"]["User"];
export type NewUser = components["schemas"]["NewUser"];
export type UserChange = components["schemas"]["UserChange"];
export type FieldErrors = components["schemas"]["FieldErrors"];
export type Post = components["schemas"]["Post"];
export type NewPost = components["schemas"]["NewPost"];
export type PostChange = components["schemas"]["PostChange"];
export type Comment = components["schemas"]["Comment"];
export type NewComment = components["schemas"]["NewComment"];
export type CommentChange = components["schemas"]["CommentChange"];
export type Todo = components["schemas"]["Todo"];
export type NewTodo = components["schemas"]["NewTodo"];
export type TodoChange = components["schemas"]["TodoChange"];
export type OperationId = keyof operations;

/** The collections of the API; those but the first lie below another. */
const resourceNames = ["users", "posts", "comments", "todos"] as const;
export type ResourceName = (typeof resourceNames)[number];
/** What an operation does to its resource. */
type Action = "list" | "create" | "get" | "put" | "patch" | "delete";

export interface HeaderSpec {
  /** As the spec writes it, and in lower case. */
  readonly name: string;
  readonly key: string;
  readonly required: boolean;
  /** Undefined when the value fits, else what it should have been, such as "an integer of at least 0". */
  readonly check: (value: string) => string | undefined;
}

export interface ResponseSpec {
  readonly status: number;
  /** Undefined: no body. */
  readonly mediaType: string | undefined;
  /** Undefined when the value fits, else what is wrong and where, one line. */
  readonly checkBody: (value: unknown) => string | undefined;
  readonly headers: readonly HeaderSpec[];
}

export interface OperationSpec {
  readonly id: OperationId;
  readonly resource: ResourceName;
  readonly action: Action;
  /** The resource whose id is in the path, where that is not the operation's own: `/users/{id}/posts`. */
  readonly below: ResourceName | undefined;
  readonly method: string;
  /** As the spec writes it, parameters in braces. */
  readonly path: string;
  readonly responses: ReadonlyMap<number, ResponseSpec>;
  /** Query and header parameters by name. */
  readonly parameters: readonly { readonly name: string; readonly in: "query" | "header" | "path" }[];
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };
type JsonObject = { readonly [key: string]: Json | undefined };

const objectAt = (value: Json | undefined, where: string): JsonObject => {
  if (!isObject(value))
    throw new Error(`openapi/gorest.yaml: ${where} should be an object; mend it and run npm run generate`);
  return value;
};

const root = objectAt(document, "the document");

/** Follows a local $ref. */
const resolve = (value: Json | undefined, where: string): JsonObject => {
  const node = objectAt(value, where);
  const ref = node.$ref;
  if (typeof ref !== "string") return node;
  let target: Json | undefined = root;
  for (const key of ref.replace(/^#\//, "").split("/")) target = objectAt(target, ref)[key];
  return resolve(target, ref);
};

// The spec is linted where it is changed: to check it against the meta-schema again would take longer than all else at a start.
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, validateSchema: false, formats: { int64: true } });
ajv.addVocabulary(["x-source", "example", "components"]);
ajv.addSchema({ $id: "gorest", components: objectAt(root.components, "components") });

const compiled = new Map<string, ValidateFunction>();

/** Compiles a schema when it is first needed; most come again and again, those of headers above all. */
const compile = (schema: Json | undefined): (() => ValidateFunction) => {
  let validate: ValidateFunction | undefined;
  return () => {
    if (validate !== undefined) return validate;
    // References into the document are local there; here they go through the schema's id.
    const text = JSON.stringify(schema).replaceAll('"#/components/', '"gorest#/components/');
    validate = compiled.get(text) ?? ajv.compile(JSON.parse(text));
    compiled.set(text, validate);
    return validate;
  };
};

const explain = (errors: readonly ErrorObject[] | null | undefined): string => {
  const error = errors?.[0];
  if (error === undefined) return "does not fit the schema";
  const extra = error.params.additionalProperty ?? error.params.allowedValues;
  return `${error.instancePath || "the body"} ${error.message ?? "does not fit"}${extra === undefined ? "" : ` (${extra})`}`;
};

const headerSpec = (name: string, value: Json | undefined): HeaderSpec => {
  const spec = resolve(value, name);
  const schema = resolve(spec.schema, `${name} schema`);
  const validate = compile(schema);
  const integer = schema.type === "integer";
  const wanted = integer
    ? `an integer of at least ${schema.minimum ?? 0}`
    : `a value that fits ${JSON.stringify(schema)}`;
  return {
    name,
    key: name.toLowerCase(),
    required: spec.required === true,
    check: (text) => {
      if (integer && !/^\d{1,15}$/.test(text)) return wanted;
      return validate()(integer ? Number(text) : text) ? undefined : wanted;
    },
  };
};

const responseSpec = (status: string, value: Json | undefined): ResponseSpec => {
  const spec = resolve(value, `response ${status}`);
  const [media] = Object.entries(spec.content === undefined ? {} : objectAt(spec.content, `content of ${status}`));
  const validate = media === undefined ? undefined : compile(objectAt(media[1], media[0]).schema);
  return {
    status: Number(status),
    mediaType: media?.[0],
    checkBody: (body) => {
      const fits = validate?.();
      return fits === undefined || fits(body) ? undefined : explain(fits.errors);
    },
    headers: Object.entries(spec.headers === undefined ? {} : objectAt(spec.headers, `headers of ${status}`)).map(
      ([name, header]) => headerSpec(name, header),
    ),
  };
};

const methods = ["get", "post", "put", "patch", "delete"] as const;
const operationIds: { readonly [id in OperationId]: true } = {
  listUsers: true,
  createUser: true,
  getUser: true,
  putUser: true,
  patchUser: true,
  deleteUser: true,
  listPosts: true,
  getPost: true,
  putPost: true,
  patchPost: true,
  deletePost: true,
  listUserPosts: true,
  createUserPost: true,
  listComments: true,
  getComment: true,
  putComment: true,
  patchComment: true,
  deleteComment: true,
  listPostComments: true,
  createPostComment: true,
  listTodos: true,
  getTodo: true,
  putTodo: true,
  patchTodo: true,
  deleteTodo: true,
  listUserTodos: true,
  createUserTodo: true,
};
/** Whether it names an operation that the harness knows. */
export const isOperationId = (id: unknown): id is OperationId => typeof id === "string" && id in operationIds;

const isResourceName = (name: string | undefined): name is ResourceName =>
  resourceNames.some((resource) => resource === name);

/** What the form of a path says of an operation: `/posts/{id}` is of posts, and so is `/users/{id}/posts`. */
const placeIn = (
  path: string,
  method: (typeof methods)[number],
): Pick<OperationSpec, "resource" | "action" | "below"> => {
  const [first, ...rest] = path.split("/").filter((part) => part !== "");
  const [id, child] = rest;
  const resource = child ?? first;
  if (!isResourceName(first) || !isResourceName(resource)) {
    throw new Error(`openapi/gorest.yaml: ${path} is of no known resource; name it in src/contract/document.ts`);
  }
  const single = id !== undefined && child === undefined;
  const action = method === "get" ? (single ? "get" : "list") : method === "post" ? "create" : method;
  return { resource, action, below: child === undefined ? undefined : first };
};

function* readOperations(): Generator<[OperationId, OperationSpec]> {
  for (const [path, item] of Object.entries(objectAt(root.paths, "paths"))) {
    const pathItem = objectAt(item, path);
    for (const method of methods) {
      if (pathItem[method] === undefined) continue;
      const spec = objectAt(pathItem[method], `${method} ${path}`);
      const id = spec.operationId;
      if (!isOperationId(id))
        throw new Error(
          `openapi/gorest.yaml: ${method} ${path} has an operationId that nothing here knows; give it its name back, or name it in src/contract/document.ts, and run npm run generate`,
        );
      const parameters = [pathItem.parameters, spec.parameters].flatMap((list) => (Array.isArray(list) ? list : []));
      yield [
        id,
        {
          id,
          ...placeIn(path, method),
          method: method.toUpperCase(),
          path,
          responses: new Map(
            Object.entries(objectAt(spec.responses, `responses of ${id}`)).map(([status, response]) => [
              Number(status),
              responseSpec(status, response),
            ]),
          ),
          parameters: parameters.map((parameter) => {
            const { name, in: place } = resolve(parameter, `a parameter of ${id}`);
            return { name: String(name), in: place === "header" ? "header" : place === "path" ? "path" : "query" };
          }),
        },
      ];
    }
  }
}

/** Every operation of the spec by its id. */
export const specOperations: ReadonlyMap<OperationId, OperationSpec> = new Map(readOperations());

/** The operations of some kind, for rules to say what they look at. */
export const operationsThat = (
  is: (operation: Pick<OperationSpec, "resource" | "action" | "below">) => boolean,
): readonly OperationId[] => [...specOperations.values()].filter(is).map(({ id }) => id);

type SchemaName = "User" | "Post" | "Comment" | "Todo";

/** Undefined when the value fits the schema, else what is wrong with it, one line. */
export const whyNot = (schema: SchemaName, value: unknown): string | undefined => {
  const validate = compile({ $ref: `#/components/schemas/${schema}` })();
  return validate(value) ? undefined : explain(validate.errors);
};

const userValidator = compile({ $ref: "#/components/schemas/User" });

/** Whether a value is exactly a user of the spec. */
export const isUser = (value: unknown): value is User => userValidator()(value);

/** Undefined when the value is a user, else what is wrong with it, one line. */
export const whyNotUser = (value: unknown): string | undefined => (isUser(value) ? undefined : whyNot("User", value));
