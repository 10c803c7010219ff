import { STATUS_CODES } from "node:http";
import { isUser, type OperationSpec, type ResponseSpec, type User } from "./document.ts";
import {
  type Answer,
  type Exchange,
  type Failure,
  headerOf,
  type Sent,
  type TokenAlias,
  withoutRepetition,
} from "./exchange.ts";
import { type AnswerOrigin, originOf } from "./gateway.ts";
import { isObject } from "./is-object.ts";
import { memoizeLast } from "./memoize-last.ts";
import { matchRoute, placeOf } from "./route.ts";

/** A body as far as it could be read. */
export type Body =
  | { readonly kind: "none" }
  | { readonly kind: "json"; readonly value: unknown }
  /** It claims to be JSON, or should be, and is not. */
  | { readonly kind: "broken"; readonly why: string }
  | { readonly kind: "text" };

/** The user in a body, when there is exactly one and it fits the schema. */
export const userOf: (body: Body) => User | undefined = memoizeLast((body) =>
  body.kind === "json" && isUser(body.value) ? body.value : undefined,
);

/** The users of a list, when the body is an array; items that do not fit the schema are left out. */
export const usersOf: (body: Body) => readonly User[] | undefined = memoizeLast((body) =>
  body.kind === "json" && Array.isArray(body.value) ? body.value.filter(isUser) : undefined,
);

/** The request side, known from the moment it is sent. */
export interface ObservedRequest {
  readonly sent: Sent;
  readonly seq: number;
  /** Undefined: not a route of the spec. */
  readonly operation: OperationSpec | undefined;
  /** The spec has such a path, and no such method of it. */
  readonly lacksMethod?: boolean | undefined;
  /** Path id as text, and as a number where it is a plain positive integer that fits. */
  readonly idText: string | undefined;
  readonly id: number | undefined;
  readonly query: URLSearchParams;
  readonly token: TokenAlias;
  /** The JSON object sent as application/json; undefined when there was none, or something else was sent. */
  readonly fields: { readonly [name: string]: unknown } | undefined;
  readonly body: Body;
  /** The status that `force_status` requests from the service, where it is one the switch takes. @see facts 8.1 */
  readonly forced: number | undefined;
}

/** The marks of an answer that force_status made. */
interface SimulationMarks {
  /** X-Simulated-Status; undefined: absent. */
  readonly header: string | undefined;
  /** The body says `"simulated": true`. */
  readonly body: boolean;
}

/** An answer read once, for every rule. */
interface ObservedAnswer {
  readonly raw: Answer;
  readonly status: number;
  /** Value by lower-case name; several are joined with ", ", equal ones are one. */
  readonly headers: ReadonlyMap<string, string>;
  /** Type and subtype of Content-Type in lower case. */
  readonly mediaType: string | undefined;
  readonly body: Body;
  /** What the spec says of this status of this operation; undefined: not documented. */
  readonly spec: ResponseSpec | undefined;
  /** Who wrote it, by the evidence in it. */
  readonly origin: AnswerOrigin;
  /** A gateway wrote it, or may have: it says nothing of the application. */
  readonly fromGateway: boolean;
  /** Its rate-limit headers were a box's own, and are left out. */
  readonly budgetIsForeign?: true;
  /** `force_status` decided the answer: it is no evidence on the operation. */
  readonly simulated: boolean;
  /** Where the answer itself says that it is simulated. @see facts 8.1 */
  readonly marks: SimulationMarks;
}

/** An exchange read against the spec. Exactly one of `answer` and `failure` is there. */
export type Observation = ObservedRequest & { readonly exchange: Exchange; readonly endUs: number } & (
    | { readonly answer: ObservedAnswer; readonly failure?: never }
    | { readonly failure: Failure; readonly answer?: never }
  );
export type Answered = Extract<Observation, { answer: ObservedAnswer }>;

const noBody: Body = { kind: "none" };
const textBody: Body = { kind: "text" };

const parseJson = (text: string): Body => {
  try {
    return { kind: "json", value: JSON.parse(text) };
  } catch (error) {
    return { kind: "broken", why: error instanceof Error ? error.message : "not JSON" };
  }
};

const isJsonType = (mediaType: string | undefined) =>
  mediaType !== undefined && (mediaType === "application/json" || mediaType.endsWith("+json"));

/** Whether a body so labelled is sure to be read: what a service makes of a relative of JSON, or of another charset, is open (facts 11.2). */
const isPlainJson = (contentType: string | undefined) =>
  contentType !== undefined && /^\s*application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType);

const mediaTypeOf = (value: string | undefined) => value?.split(";", 1)[0]?.trim().toLowerCase() || undefined;

/** A path id counts as a number only where the service could have given it: no sign, no leading zero, an exact integer. */
const numberOf = (text: string | undefined): number | undefined => {
  if (text === undefined || !/^[1-9]\d{0,15}$/.test(text)) return undefined;
  const id = Number(text);
  return Number.isSafeInteger(id) ? id : undefined;
};

/**
 * Reads a request against the spec.
 * @param basePath path of the base URL without a trailing slash, such as /public/v2; may be empty
 */
export const observeRequest = (sent: Sent, basePath: string): ObservedRequest => {
  const url = new URL(sent.request.url);
  const path = url.pathname.startsWith(`${basePath}/`) ? url.pathname.slice(basePath.length) : undefined;
  const route = path === undefined ? undefined : matchRoute(sent.request.method, path);
  const text = sent.request.body;
  const body =
    text === undefined || text === ""
      ? sent.gaps?.request === true
        ? textBody
        : noBody
      : isPlainJson(headerOf(sent.request, "content-type"))
        ? parseJson(text)
        : textBody;
  return {
    sent,
    seq: sent.seq,
    operation: route?.operation,
    lacksMethod: route === undefined && path !== undefined && placeOf(path)?.basePath === "",
    idText: route?.id,
    id: numberOf(route?.id),
    query: url.searchParams,
    token: sent.request.token,
    fields: body.kind === "json" && isObject(body.value) ? body.value : undefined,
    body,
    forced: forcedIn(url.searchParams),
  };
};

/** Another value, such as 200, is ignored. */
const forcedIn = (query: URLSearchParams): number | undefined => {
  const text = query.get("force_status");
  return text !== null && /^[45]\d\d$/.test(text) && STATUS_CODES[text] !== undefined ? Number(text) : undefined;
};

const marksIn = (headers: ReadonlyMap<string, string>, body: Body): SimulationMarks => ({
  header: headers.get("x-simulated-status"),
  body: body.kind === "json" && isObject(body.value) && body.value.simulated === true,
});

const joinHeaders = (answer: Answer): ReadonlyMap<string, string> => {
  const headers = new Map<string, string>();
  for (const [name, line] of answer.headers) {
    const value = withoutRepetition(line);
    const before = headers.get(name);
    if (before !== value) headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
};

const readAnswer = (request: ObservedRequest, exchange: Exchange, raw: Answer): ObservedAnswer => {
  const headers = joinHeaders(raw);
  const mediaType = mediaTypeOf(headers.get("content-type"));
  const spec = request.operation?.responses.get(raw.status);
  const shouldBeJson = isJsonType(mediaType) || (mediaType === undefined && isJsonType(spec?.mediaType));
  const body = raw.body === "" ? noBody : shouldBeJson ? parseJson(raw.body) : textBody;
  const marks = marksIn(headers, body);
  const marked = marks.header !== undefined || marks.body;
  const origin = originOf(exchange);
  return {
    raw,
    status: raw.status,
    headers,
    mediaType,
    body,
    spec,
    origin,
    fromGateway: origin.who !== "service",
    simulated: request.forced !== undefined && (raw.status === request.forced || marked),
    marks,
  };
};

/** Adds the answer, or the failure, to a request read before. */
export const observeOutcome = (request: ObservedRequest, exchange: Exchange): Observation => {
  const { outcome, endUs } = exchange;
  // Not by a spread: V8 may give every copy that one makes a shape of its own, and all rules are slow to read it.
  const { sent, seq, operation, lacksMethod, idText, id, query, token, fields, body, forced } = request;
  if (outcome.kind === "failure")
    return {
      sent,
      seq,
      operation,
      lacksMethod,
      idText,
      id,
      query,
      token,
      fields,
      body,
      forced,
      exchange,
      endUs,
      failure: outcome,
    };
  const answer = readAnswer(request, exchange, outcome);
  return { sent, seq, operation, lacksMethod, idText, id, query, token, fields, body, forced, exchange, endUs, answer };
};
