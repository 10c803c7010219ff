import type { BenignVariant } from "../benign-variant.ts";

export const collection405: BenignVariant = {
  id: "collection-405",
  sentence: "A method the collection does not have answers 405 with Allow, as documented since 2026.",
  wrap: (handler) => async (request) => {
    const response = await handler(request);
    const { pathname } = new URL(request.url);
    if (response.status !== 404 || !/\/users\/?$/.test(pathname)) return response;
    const headers = new Headers(response.headers);
    headers.set("content-type", "application/json; charset=utf-8");
    headers.set("allow", "GET, HEAD, POST");
    return new Response('{"message":"Method Not Allowed"}', { status: 405, headers });
  },
};
