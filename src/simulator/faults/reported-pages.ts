import { answerFault, behaviourFault, type Fault } from "../fault.ts";
import { withHeaders } from "../responses.ts";

/** Pages and their headers as they were reported of another API. @see docs/public-bug-reports.md */
export const reportedPageFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "empty-list-has-a-next-link",
      sentence: "A list without rows has a next link.",
      class: "headers",
      breaks: "links-follow-pages",
      report: "lessy-community/lessy#155",
    },
    ({ links }) => ({
      links: (url, page, lastPage, query) => ({
        ...links(url, page, lastPage, query),
        ...(lastPage === 0 ? { next: `${url}?page=${page + 1}` } : {}),
      }),
    }),
  ),
  behaviourFault(
    {
      id: "empty-list-is-null",
      sentence: "A list without rows is null.",
      class: "schema",
      breaks: "body-schema",
      report: "Gentleman-Programming/engram#956",
    },
    ({ write }) => ({ write: (value) => (Array.isArray(value) && value.length === 0 ? "null" : write(value)) }),
  ),
  behaviourFault(
    {
      id: "filtered-pages-change-their-order",
      sentence: "Behind page 1 a list filtered by status is in rising order of ids.",
      class: "headers",
      breaks: "newest-first",
      report: "encode/django-rest-framework#6886",
    },
    ({ filterOf, cut }) => {
      let tied = false;
      return {
        filterOf: (query) => {
          tied = query.has("status");
          return filterOf(query);
        },
        cut: (users, bounds) => cut(tied && bounds.page > 1 ? users.toReversed() : users, bounds),
      };
    },
  ),
  behaviourFault(
    {
      id: "links-name-the-page-twice",
      sentence: "Links keep the page that was sent behind the one they lead to.",
      class: "headers",
      breaks: "links-follow-pages",
      report: "candlepin/candlepin#2750",
    },
    ({ links }) => ({
      links: (url, page, lastPage, query) => {
        const sent = query.has("page") ? `&page=${encodeURIComponent(query.get("page") ?? "")}` : "";
        const { current, next, previous } = links(url, page, lastPage, query);
        return { current: current + sent, next: next && next + sent, previous: previous && previous + sent };
      },
    }),
  ),
  behaviourFault(
    {
      id: "negative-page-size-answers-500",
      sentence: "A negative page size answers 500.",
      class: "schema",
      breaks: "no-server-error",
      report: "mislav/will_paginate#452",
    },
    ({ pageBounds }) => ({
      pageBounds: (query) => {
        if (Number(query.get("per_page")) < 0) throw new Error("syntax error near LIMIT");
        return pageBounds(query);
      },
    }),
  ),
  behaviourFault(
    {
      id: "next-link-names-the-inner-port",
      sentence: "The next link names the port of the process behind the gateway.",
      class: "headers",
      breaks: "urls-share-one-base",
      report: "hapijs/hapi#2974",
    },
    ({ links }) => ({
      links: (url, page, lastPage, query) => {
        const right = links(url, page, lastPage, query);
        return { ...right, next: right.next.replace(/^(https?:\/\/[^/:]+)(?::\d+)?/, "$1:3000") };
      },
    }),
  ),
  behaviourFault(
    {
      id: "page-beyond-64-bits-answers-500",
      sentence: "A page beyond 64 bits answers 500.",
      class: "schema",
      breaks: "no-server-error",
      report: "kaminari/kaminari#1154",
    },
    ({ pageBounds }) => ({
      pageBounds: (query) => {
        if (/^\d{19,}$/.test(query.get("page") ?? "")) throw new Error("out of range for type bigint");
        return pageBounds(query);
      },
    }),
  ),
  answerFault(
    {
      id: "page-past-the-end-redirects",
      sentence: "A page past the end is redirected to the last one.",
      class: "schema",
      breaks: "documented-status",
      report: "sudara/alonetone#398",
    },
    (response, request) => {
      const last = Number(response.headers.get("x-pagination-pages"));
      if (last === 0 || Number(response.headers.get("x-pagination-page")) <= last) return response;
      const location = request.url.replace(/([?&]page=)[^&]*/, `$1${last}`);
      const redirect = new Response(null, { status: 302, headers: response.headers });
      return withHeaders(redirect, (headers) => {
        for (const name of [...headers.keys()])
          if (/^(?:x-pagination|x-links|etag|content-type)/.test(name)) headers.delete(name);
        headers.set("location", location);
      });
    },
  ),
  behaviourFault(
    {
      id: "total-counts-from-this-page-on",
      sentence: "X-Pagination-Total counts only what is on this page and behind it.",
      class: "headers",
      breaks: "pages-is-total-over-limit",
      report: "dotCMS/core#19809",
    },
    ({ listHeaders }) => ({
      listHeaders: (count, lastPage, bounds, links) =>
        listHeaders(Math.max(0, count - (bounds.page - 1) * bounds.perPage), lastPage, bounds, links),
    }),
  ),
];
