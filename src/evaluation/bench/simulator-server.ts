import { createServer } from "node:http";
import { realClock } from "../../contract/clock.ts";
import { listen } from "../../simulator/listen.ts";
import { createSimulator } from "../../simulator/simulator.ts";

/**
 * The server side of the simulator's benchmark, a process of its own so that the load generator does not share its
 * thread. Its parent sends its kind; it answers with its port.
 */
export interface ServerStarted {
  readonly port: number;
  readonly path: string;
  readonly token: string;
}

const simulator = createSimulator({ clock: realClock, limited: false });
const [user] = simulator.store.newestFirst([undefined]);
const path = `/public/v2/users/${user?.id}`;
const token = simulator.tokens.A;

const bare = async (): Promise<number> => {
  const answer = await simulator.fetch(
    new Request(`http://127.0.0.1${path}`, { headers: { authorization: `Bearer ${token}` } }),
  );
  const body = await answer.text();
  const headers = Object.fromEntries(answer.headers);
  const server = createServer((_request, response) => {
    response.writeHead(200, { ...headers, "content-length": Buffer.byteLength(body) });
    response.end(body);
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
};

process.once("message", async (kind) => {
  const port = kind === "bare" ? await bare() : Number(new URL((await listen(simulator, 0)).url).port);
  process.send?.({ port, path, token } satisfies ServerStarted);
});
process.once("disconnect", () => process.exit());
