import createClient, {
  createFinalURL,
  createQuerySerializer,
  defaultBodySerializer,
  defaultPathSerializer,
  type ParamsOption,
  type RequestBodyOption,
} from "openapi-fetch";
import type { Draft } from "../contract/defined.ts";
import type { Exchange, RequestSpec } from "../contract/exchange.ts";
import type { paths } from "../contract/schema.gen.ts";

type Method = "get" | "post" | "put" | "patch" | "delete";
type Operation<M extends Method, Path extends keyof paths> = NonNullable<paths[Path][M]>;
/** The paths of the spec that have this method. */
type PathWith<M extends Method> = {
  [Path in keyof paths]: [Operation<M, Path>] extends [never] ? never : Path;
}[keyof paths];

/** Path, query and header parameters and the body of an operation, as the spec types them. */
type Input<M extends Method, Path extends keyof paths> = ParamsOption<Operation<M, Path>> &
  RequestBodyOption<Operation<M, Path>>;
/** What is no part of the operation: the caller, the pacing, the timeout. */
export type SendOptions = Omit<RequestSpec, "method" | "path" | "body">;

/** An argument that may be left out where all of it may. */
type Argument<Input> = Record<never, never> extends Input ? [input?: Input] : [input: Input];
type Call<M extends Method> = <Path extends PathWith<M>>(
  path: Path,
  ...input: Argument<Input<M, Path> & Partial<SendOptions>>
) => Promise<Exchange>;

/**
 * Every operation of the spec, typed by it. A call resolves with the recorded exchange whatever the service answered, and
 * rejects only where its `send` does.
 */
export type Api = { readonly [M in Method as Uppercase<M>]: Call<M> };

/** The least of a Request that openapi-fetch needs: Node's own costs more than the whole rest of a call. */
class SpecRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
  readonly headers: Headers;
  readonly options: Partial<SendOptions>;

  constructor(
    path: string,
    init: {
      readonly method: string;
      readonly body: string | undefined;
      readonly headers: Headers;
      readonly options: Partial<SendOptions>;
    },
  ) {
    this.path = path;
    this.method = init.method;
    this.body = init.body;
    this.headers = init.headers;
    this.options = init.options;
  }
}

/** The least of a Response that openapi-fetch needs. 204: it reads no body, so garbage never throws; we read the exchange. */
class RecordedResponse {
  readonly status = 204;
  readonly ok = true;
  readonly headers = { get: () => null };
  readonly exchange: Exchange;

  constructor(exchange: Exchange) {
    this.exchange = exchange;
  }
}

interface Untyped {
  readonly params?: { readonly query?: Record<string, unknown>; readonly path?: Record<string, unknown> };
  readonly body?: unknown;
}

// openapi-fetch touches no more of Request and Response than the two classes above have (its source, version 0.17), and
// Api has the type of each path: within this file one function serves them all.
const client = createClient<paths>({ Request: SpecRequest as unknown as typeof Request }) as unknown as {
  request(method: string, path: string, init: object): Promise<{ readonly response: RecordedResponse }>;
};

/**
 * The typed client: openapi-fetch over the spec's paths, on whatever sends.
 * @param common for every call, unless the call says otherwise
 */
export const createApi = (send: (request: RequestSpec) => Promise<Exchange>, common: SendOptions): Api => {
  const fetch = async ({ method, path, body, headers, options }: SpecRequest): Promise<RecordedResponse> => {
    const request: Draft<RequestSpec> = { ...common, ...options, method, path };
    if (body !== undefined) request.body = body;
    const named = Object.fromEntries(headers);
    if (Object.keys(named).length > 0) request.headers = { ...request.headers, ...named };
    return new RecordedResponse(await send(request));
  };
  const calling =
    (method: string) =>
    async (path: string, { params, body, ...options }: Untyped & Partial<SendOptions> = {}): Promise<Exchange> => {
      const { response } = await client.request(method, path, { params, body, options, fetch });
      return response.exchange;
    };
  return {
    GET: calling("GET"),
    POST: calling("POST"),
    PUT: calling("PUT"),
    PATCH: calling("PATCH"),
    DELETE: calling("DELETE"),
  };
};

const serializeQuery = createQuerySerializer<Record<string, unknown>>();

/** A request as an operation of the spec makes it, before it is sent. */
export interface Described extends Pick<RequestSpec, "path" | "body"> {
  readonly method: Uppercase<Method>;
}
type Describe<M extends Method> = <Path extends PathWith<M>>(
  path: Path,
  ...input: Argument<Input<M, Path>>
) => Described;

const describing =
  (method: Uppercase<Method>) =>
  (path: string, { params = {}, body }: Untyped = {}): Described => {
    const url = createFinalURL(path, {
      baseUrl: "",
      params,
      querySerializer: serializeQuery,
      pathSerializer: defaultPathSerializer,
    });
    return body === undefined ? { method, path: url } : { method, path: url, body: defaultBodySerializer(body) };
  };

/**
 * What the call of an {@link Api} by the same name sends, made by the same serialisers but not sent: for a load engine,
 * which needs its next request at once and can't wait for a promise, and where a request is only named.
 */
export const requestOf: { readonly [M in Method as Uppercase<M>]: Describe<M> } = {
  GET: describing("GET"),
  POST: describing("POST"),
  PUT: describing("PUT"),
  PATCH: describing("PATCH"),
  DELETE: describing("DELETE"),
};
