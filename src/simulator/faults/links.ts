import { behaviourFault, type Fault } from "../fault.ts";

/** What the X-Links headers of a list say. */
export const linkFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "current-link-always-page-1",
      sentence: "The current link always names page 1.",
      class: "headers",
      breaks: "links-follow-pages",
    },
    ({ links }) => ({
      links: (url, page, lastPage, query) => ({ ...links(url, page, lastPage, query), current: `${url}?page=1` }),
    }),
  ),
  behaviourFault(
    {
      id: "next-link-missing",
      sentence: "The last page lacks X-Links-Next in the place of leaving it empty.",
      class: "schema",
      breaks: "required-headers",
    },
    ({ listHeaders }) => ({
      listHeaders: (...list) => {
        const { "X-Links-Next": next, ...rest } = listHeaders(...list);
        return next === "" ? rest : { ...rest, "X-Links-Next": next ?? "" };
      },
    }),
  ),
  behaviourFault(
    {
      id: "next-link-missing-before-last-page",
      sentence: "The page before the last has no next link.",
      class: "headers",
      breaks: "links-follow-pages",
    },
    ({ links }) => ({
      links: (url, page, lastPage, query) => links(url, page, lastPage - 1, query),
    }),
  ),
  behaviourFault(
    {
      id: "next-link-on-last-page",
      sentence: "The last page has a next link.",
      class: "headers",
      breaks: "links-follow-pages",
    },
    ({ links }) => ({
      links: (url, page, lastPage, query) => links(url, page, Math.max(lastPage, page + 1), query),
    }),
  ),
  behaviourFault(
    {
      id: "next-link-skips-a-page",
      sentence: "The next link leads to the page after the next.",
      class: "headers",
      breaks: "links-follow-pages",
    },
    ({ links }) => ({
      links: (url, page, lastPage, query) => {
        const all = links(url, page, lastPage, query);
        return { ...all, next: all.next === "" ? "" : `${url}?page=${page + 2}` };
      },
    }),
  ),
  behaviourFault(
    {
      id: "previous-link-on-first-page",
      sentence: "The first page has a previous link.",
      class: "headers",
      breaks: "links-follow-pages",
    },
    ({ links }) => ({
      links: (url, page, lastPage, query) => {
        const all = links(url, page, lastPage, query);
        return { ...all, previous: all.previous || `${url}?page=0` };
      },
    }),
  ),
];
