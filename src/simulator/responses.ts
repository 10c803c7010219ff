import { etag } from "./representation.ts";

/** The same answer with other headers. */
export const withHeaders = (response: Response, edit: (headers: Headers) => void): Response => {
  const headers = new Headers(response.headers);
  edit(headers);
  return new Response(response.body, { status: response.status, headers });
};

/** The same answer with another body; ETag, where there was one, fits it. */
export const withBody = (response: Response, body: string): Response =>
  withHeaders(new Response(body, { status: response.status, headers: response.headers }), (headers) => {
    const tag = etag(body);
    if (headers.has("etag") && tag !== undefined) headers.set("etag", tag);
  });

export const isJson = (response: Response): boolean =>
  response.headers.get("content-type")?.startsWith("application/json") ?? false;

/** The same answer with its JSON value edited; anything that is not JSON is left alone. */
export const withJson = async (response: Response, edit: (value: unknown) => unknown): Promise<Response> => {
  if (!isJson(response)) return response;
  return withBody(response, JSON.stringify(edit(JSON.parse(await response.text()))));
};

/** The last segment of the path when it is the id of a user. */
export const userIdOf = (request: Request): string | undefined => /\/users\/([^/?]+)\/?(?:\?|$)/.exec(request.url)?.[1];
