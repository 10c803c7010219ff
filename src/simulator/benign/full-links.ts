import type { BenignVariant } from "../benign-variant.ts";

export const fullLinks: BenignVariant = {
  id: "full-links",
  sentence: "Links keep the filters and per_page.",
  policy: (correct) => ({
    ...correct,
    links: (url, page, lastPage, query) => {
      const at = (other: number) => {
        const kept = new URLSearchParams(query);
        kept.delete("access-token");
        kept.set("page", String(other));
        return `${url}?${kept}`;
      };
      return {
        current: at(page),
        next: page < lastPage ? at(page + 1) : "",
        previous: page > 1 ? at(page - 1) : "",
      };
    },
  }),
};
