import { defined } from "../../src/contract/defined.ts";
import type { TokenAlias } from "../../src/contract/exchange.ts";
import type { BodyInput, EmailInput, PartOfValue, QueryInput, Step, StepOf } from "../../src/generators/step.ts";

/** Steps in few words, so that a property reads as what it does. The caller is A unless it says otherwise. */
interface By {
  readonly as?: TokenAlias;
}

export const create = (handle: string, body: BodyInput, { as = "A" }: By = {}): Step => ({
  do: "create",
  as,
  handle,
  body,
});

export const read = (handle: string, { as = "A", ifNoneMatch }: By & { readonly ifNoneMatch?: true } = {}): Step => ({
  do: "read",
  as,
  who: { handle },
  ...defined({ ifNoneMatch }),
});

export const patch = (handle: string, body: BodyInput, { as = "A" }: By = {}): Step => ({
  do: "update",
  as,
  verb: "PATCH",
  who: { handle },
  body,
});

export const put = (handle: string, body: BodyInput, { as = "A" }: By = {}): Step => ({
  do: "update",
  as,
  verb: "PUT",
  who: { handle },
  body,
});

export const below = (handle: string, when: "there" | "deleted", { as = "A" }: By = {}): Step => ({
  do: "below",
  as,
  handle,
  when,
});

/** Any request at all. */
export const raw = (
  as: TokenAlias,
  method: string,
  path: string,
  rest: Omit<StepOf<"raw">, "do" | "as" | "method" | "path"> = {},
): Step => ({ do: "raw", as, method, path, ...rest });

export const remove = (handle: string, { as = "A" }: By = {}): Step => ({ do: "remove", as, who: { handle } });

/** A list with these query parameters. */
export const findBy = (as: TokenAlias, query: readonly (readonly [string, QueryInput])[]): Step => ({
  do: "list",
  as,
  query,
});

/** The same, offering the ETag it came with last. */
export const findAgain = (as: TokenAlias, query: readonly (readonly [string, QueryInput])[]): Step => ({
  do: "list",
  as,
  query,
  ifNoneMatch: true,
});

/** The last page of this list, by its page headers before. */
export const findLast = (as: TokenAlias, query: readonly (readonly [string, QueryInput])[]): Step => ({
  do: "list",
  as,
  query,
  last: true,
});

/** The list of users with the e-mail of this record: at most the record itself. */
export const find = (handle: string, { as = "A" }: By = {}): Step =>
  findBy(as, [["email", { of: handle, field: "email" }]]);

/** The list of all records of this case. */
export const ofCase: readonly [string, QueryInput] = ["email", { marker: "case" }];

export const by = (handle: string, field: "id" | "name" | "email", part?: PartOfValue): QueryInput => ({
  of: handle,
  field,
  ...defined({ part }),
});

/** Lanes at the same time. */
export const together = (...lanes: readonly (readonly Step[])[]): Step => ({ do: "together", lanes });

/** Of the right form, and too long by one character. */
export const overlong: EmailInput = {
  text: `${"a".repeat(60)}@${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(6)}.example.com`,
};

/** A create of valid values, but for its wrapping, its label or its name. */
export const oddlySent = (how: {
  readonly written?: "in a list" | "cut short";
  readonly contentType?: string;
  readonly name?: string;
}): Step => ({
  do: "raw",
  as: "A",
  method: "POST",
  path: "/users",
  ...defined({ contentType: how.contentType }),
  body: {
    fields: { name: how.name ?? "In An Odd Wrapping", email: { fresh: "odd" }, gender: "female", status: "active" },
    ...defined({ written: how.written }),
  },
});
