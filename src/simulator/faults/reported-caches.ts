import { behaviourFault, type Fault, wireFault } from "../fault.ts";
import type { Shown } from "../representation.ts";
import { userIdOf, withHeaders } from "../responses.ts";

/** Caches and copies, as they were reported of another API. @see docs/public-bug-reports.md */
export const reportedCacheFaults: readonly Fault[] = [
  wireFault(
    {
      id: "deleted-user-answers-304",
      sentence: "A deleted user answers 304 to whoever sends its last ETag.",
      class: "sequence",
      breaks: "deleted-is-gone",
      report: "honojs/hono#5191",
    },
    (handler) => {
      const tags = new Map<string, string | null>();
      return async (request) => {
        const response = await handler(request);
        if (request.method !== "GET" || userIdOf(request) === undefined) return response;
        if (response.status === 200) tags.set(request.url, response.headers.get("etag"));
        const sent = request.headers.get("if-none-match");
        if (response.status !== 404 || sent === null || tags.get(request.url) !== sent) return response;
        return new Response(null, { status: 304, headers: { etag: sent } });
      };
    },
  ),
  behaviourFault(
    {
      id: "deletes-carry-the-cache-control-of-reads",
      sentence: "Cache-Control of a 204 is that of a 200.",
      class: "headers",
      breaks: "header-profile",
      report: "rack/rack#46",
    },
    ({ cacheControl }) => ({ cacheControl: (status) => cacheControl(status === 204 ? 200 : status) }),
  ),
  behaviourFault(
    {
      id: "etag-of-the-first-kilobyte",
      sentence: "ETag follows the first 1,024 characters of the content only.",
      class: "headers",
      breaks: "not-modified-only-when-current",
      report: "honojs/hono#3536",
    },
    ({ etag }) => ({ etag: (body) => etag(body.slice(0, 1024)) }),
  ),
  behaviourFault(
    {
      id: "first-read-after-a-create-answers-404",
      sentence: "The first read of a created user answers 404.",
      class: "sequence",
      breaks: "records-stay",
      report: "rinafcode/teachLink_backend#1169",
    },
    ({ insert, find }) => {
      const fresh = new Set<number>();
      return {
        insert: (store, user) => {
          fresh.add(user.id);
          insert(store, user);
        },
        find: (store, id, verb) => (verb === "get" && fresh.delete(id) ? undefined : find(store, id, verb)),
      };
    },
  ),
  wireFault(
    {
      id: "kept-lists-repeat-their-headers",
      sentence: "Until the next write a list is repeated with the headers of its first answer.",
      class: "sequence",
      breaks: "request-id-unique",
      report: "minio/minio#4120",
    },
    (handler) => {
      const kept = new Map<string, Response>();
      return async (request) => {
        if (request.method !== "GET") kept.clear();
        const key = `${request.headers.get("authorization")} ${request.url}`;
        const known = kept.get(key);
        if (known !== undefined) return known.clone();
        const response = await handler(request);
        if (response.status === 200 && response.headers.has("x-pagination-total")) kept.set(key, response.clone());
        return response;
      };
    },
  ),
  behaviourFault(
    {
      id: "listed-rows-are-kept",
      sentence: "A user that was listed once is listed like that for ever.",
      class: "sequence",
      breaks: "list-shows-current-values",
      report: "bikeindex/bike_index#2327",
    },
    ({ showRow }) => {
      const kept = new Map<number, Shown>();
      return {
        showRow: (user) => {
          const row = kept.get(user.id) ?? showRow(user);
          kept.set(user.id, row);
          return row;
        },
      };
    },
  ),
  wireFault(
    {
      id: "refusal-to-a-stranger-is-kept",
      sentence: "After a 404 to a caller who may not see a user, its next read answers 404 to its owner too.",
      class: "authorization",
      breaks: "records-stay",
      report: "nginx/nginx#824",
    },
    (handler, { store }) => {
      const kept = new Map<string, string>();
      return async (request) => {
        const response = await handler(request);
        const id = userIdOf(request);
        if (request.method !== "GET" || id === undefined) return response;
        const refusal = kept.get(request.url);
        kept.delete(request.url);
        if (response.status === 200 && refusal !== undefined)
          return withHeaders(new Response(refusal, { status: 404, headers: response.headers }), (headers) => {
            headers.delete("etag");
            headers.set("cache-control", "no-cache");
          });
        if (response.status === 404 && store.get(Number(id)) !== undefined)
          kept.set(request.url, await response.clone().text());
        return response;
      };
    },
  ),
  behaviourFault(
    {
      id: "second-change-within-a-second-unseen",
      sentence: "A user that was changed, read and changed again within a second is read as after the first change.",
      class: "sequence",
      breaks: "read-shows-last-write",
      report: "rails-api/active_model_serializers#939",
    },
    ({ insert, save, showUser }, { clock }) => {
      const kept = new Map<string, Shown>();
      const changed = new Map<number, number>();
      const stamped = (write: typeof insert): typeof insert => {
        return (store, user) => {
          changed.set(user.id, Math.floor(clock.nowUs() / 1e6));
          write(store, user);
        };
      };
      return {
        insert: stamped(insert),
        save: stamped(save),
        showUser: (user) => {
          const key = `${user.id} ${changed.get(user.id)}`;
          const shown = kept.get(key) ?? showUser(user);
          kept.set(key, shown);
          return shown;
        },
      };
    },
  ),
  behaviourFault(
    {
      id: "user-read-once-is-kept",
      sentence: "A user that was read once is read like that for ever.",
      class: "sequence",
      breaks: "read-shows-last-write",
      report: "rails-api/active_model_serializers#2287",
    },
    ({ showUser }) => {
      const kept = new Map<number, Shown>();
      return {
        showUser: (user) => {
          const shown = kept.get(user.id) ?? showUser(user);
          kept.set(user.id, shown);
          return shown;
        },
      };
    },
  ),
];
