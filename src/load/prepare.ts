import type { Transport } from "../client/transport.ts";
import { statusOf } from "./traffic.ts";
import { idIn } from "./work.ts";

export interface PrepareOptions {
  readonly transport: Transport;
  readonly email: () => string;
  readonly signal?: AbortSignal;
}

/** The user every read asks for; its answer also tells the limit. */
export const prepare = async ({
  transport,
  email,
  signal,
}: PrepareOptions): Promise<
  { readonly userId: number; readonly limit: number | undefined } | { readonly unable: string }
> => {
  for (let attempt = 1; ; attempt++) {
    const exchange = await transport.send({
      method: "POST",
      path: "/users",
      as: "A",
      body: JSON.stringify({ name: "Load Fixture", gender: "male", email: email(), status: "active" }),
      purpose: "load/prepare",
      attempt,
      ...(signal === undefined ? {} : { signal }),
    });
    const { outcome } = exchange;
    if (outcome.kind === "answer" && outcome.status === 201) {
      const limit = Number(outcome.headers.find(([name]) => name === "x-ratelimit-limit")?.[1]);
      const id = idIn(outcome.body);
      if (id !== undefined) return { userId: id, limit: limit > 0 ? limit : undefined };
    }
    if (attempt >= 4 || (outcome.kind === "answer" && outcome.status !== 429 && outcome.status < 500)) {
      const what = outcome.kind === "failure" ? outcome.message : `it answered ${outcome.status}`;
      return {
        unable:
          statusOf(exchange) === 401
            ? "the target refused the token (401)"
            : `the target could not make the user that load needs: ${what}`,
      };
    }
  }
};
