import { createGorestClient, type GorestClient } from "../client/typed-client.ts";
import { defined } from "../contract/defined.ts";
import type { Exchange } from "../contract/exchange.ts";
import { environment } from "./environment.ts";
import { openTarget } from "./open-target.ts";
import { readSettings } from "./settings.ts";

export interface ClientSettings {
  /** Default GOREST_BASE_URL, else the live service where there is a token. */
  readonly baseUrl?: string;
  /** Default GOREST_TOKEN; without one the target is the embedded simulator, whose time is virtual. */
  readonly token?: string;
  /** Longest a call may take, ms. Default 10,000. @see guide G3 */
  readonly timeoutMs?: number;
  /** Called with every request and its answer as recorded, the token masked; {@link judgeTraffic} takes them. */
  readonly onExchange?: (exchange: Exchange) => void;
}

export interface HarnessClient extends GorestClient {
  /** Closes its connections. */
  close(): Promise<void>;
}

/**
 * A client that keeps the guide's nine promises, paced by the budget that the service announces.
 * Settings left out come from the environment and `.env`, as for `npm run contract`.
 * @throws an error of one line for settings that contradict each other; calls throw the error classes of this package
 */
export const createClient = async (settings: ClientSettings = {}): Promise<HarnessClient> => {
  const { baseUrl, token, timeoutMs, onExchange } = settings;
  const env = environment();
  const open = await openTarget(
    readSettings({
      ...env,
      // A token of one account says nothing of the other's.
      ...(token === undefined ? {} : { GOREST_TOKEN: token, GOREST_SECOND_TOKEN: undefined, GOREST_TARGET: undefined }),
      ...defined({ GOREST_BASE_URL: baseUrl }),
    }),
    defined({ timeoutMs }),
  );
  if (onExchange !== undefined)
    open.transport.listen((event) => {
      if (event.type === "done") onExchange(event.exchange);
    });
  return { ...createGorestClient({ transport: open.transport }), close: open.close };
};
