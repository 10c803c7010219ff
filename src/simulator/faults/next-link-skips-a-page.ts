import { behaviourFault } from "../behaviour-fault.ts";

export const nextLinkSkipsAPage = behaviourFault(
  {
    id: "next-link-skips-a-page",
    sentence: "The next link leads to the page after the next.",
    class: "H",
    breaks: "links-follow-pages",
  },
  ({ links }) => ({
    links: (url, page, lastPage, query) => {
      const all = links(url, page, lastPage, query);
      return { ...all, next: all.next === "" ? "" : `${url}?page=${page + 2}` };
    },
  }),
);
