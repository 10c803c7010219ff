import { behaviourFault } from "../behaviour-fault.ts";

export const currentLinkAlwaysPage1 = behaviourFault(
  {
    id: "current-link-always-page-1",
    sentence: "The current link always names page 1.",
    class: "H",
    breaks: "links-follow-pages",
  },
  ({ links }) => ({
    links: (url, page, lastPage, query) => ({ ...links(url, page, lastPage, query), current: `${url}?page=1` }),
  }),
);
