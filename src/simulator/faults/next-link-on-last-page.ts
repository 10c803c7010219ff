import { behaviourFault } from "../behaviour-fault.ts";

export const nextLinkOnLastPage = behaviourFault(
  {
    id: "next-link-on-last-page",
    sentence: "The last page has a next link.",
    class: "H",
    breaks: "links-follow-pages",
  },
  ({ links }) => ({
    links: (url, page, lastPage, query) => links(url, page, Math.max(lastPage, page + 1), query),
  }),
);
