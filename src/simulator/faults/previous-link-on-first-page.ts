import { behaviourFault } from "../behaviour-fault.ts";

export const previousLinkOnFirstPage = behaviourFault(
  {
    id: "previous-link-on-first-page",
    sentence: "The first page has a previous link.",
    class: "H",
    breaks: "links-follow-pages",
  },
  ({ links }) => ({
    links: (url, page, lastPage, query) => {
      const all = links(url, page, lastPage, query);
      return { ...all, previous: all.previous || `${url}?page=0` };
    },
  }),
);
