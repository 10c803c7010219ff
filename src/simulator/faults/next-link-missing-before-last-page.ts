import { behaviourFault } from "../behaviour-fault.ts";

export const nextLinkMissingBeforeLastPage = behaviourFault(
  {
    id: "next-link-missing-before-last-page",
    sentence: "The page before the last has no next link.",
    class: "H",
    breaks: "links-follow-pages",
  },
  ({ links }) => ({
    links: (url, page, lastPage, query) => links(url, page, lastPage - 1, query),
  }),
);
