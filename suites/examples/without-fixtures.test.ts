import { createClient, type Exchange, judgeTraffic, startSimulator } from "gorest-harness";
import { expect, test } from "vitest";

test("what a client of your own sends can be judged by the contract", async () => {
  const simulator = await startSimulator({ fault: "update-resets-unnamed-fields" });
  const exchanges: Exchange[] = [];
  const client = await createClient({
    baseUrl: simulator.baseUrl,
    token: simulator.tokens.A,
    onExchange: (exchange) => void exchanges.push(exchange),
  });

  const email = "grace.hopper@example.com";
  const created = await client.users.create({ name: "Grace", email, gender: "female", status: "active" });
  if (!created.ok) throw new Error("the service refused a valid user");
  await client.users.patch(created.user.id, { name: "Grace Hopper" });
  await client.users.delete(created.user.id);
  await client.close();
  await simulator.close();

  const broken = judgeTraffic(exchanges).filter(({ kind }) => kind === "violated");
  expect(broken.map(({ rule }) => rule)).toEqual(["update-keeps-unnamed-fields"]);
});
