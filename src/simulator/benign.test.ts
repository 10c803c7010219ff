import { expect, test } from "vitest";
import { type Clock, virtualClock } from "../contract/clock.ts";
import { benignVariants, findBenign } from "./benign.ts";
import { createSimulator } from "./simulator.ts";
import { idOf, sendingTo, someone } from "./testing/requests.ts";

test("every variant has an id of its own", () => {
  expect(new Set(benignVariants.map(({ id }) => id)).size).toBe(benignVariants.length);
  expect(findBenign("gzip")?.id).toBe("gzip");
});

/** Retries as a careful client does, and waits where the limit is a small one. */
const patient =
  (ask: ReturnType<typeof sendingTo>, clock: Clock) => async (line: string, asked: Parameters<typeof ask>[1]) => {
    for (;;) {
      const heard = await ask(line, asked).catch(() => undefined);
      if (heard?.status === 429) await clock.sleep(60_000);
      else if (heard !== undefined && heard.status !== 502) return heard;
    }
  };

test.each(benignVariants.map((benign) => [benign.id, benign] as const))(
  "%s creates, shows, changes and deletes",
  async (_id, benign) => {
    const clock = virtualClock();
    const simulator = createSimulator({ clock, benign });
    const ask = patient(sendingTo(simulator), clock);
    const email = "one@benign.example";
    const made = await ask("POST /users", { json: someone({ email }) });
    // Where the first answer got lost the second says the e-mail is taken; the list has the user.
    const listed = (await ask("GET /users?email=one@benign", {})).json;
    const id = made.status === 201 ? idOf(made) : Array.isArray(listed) ? Number(listed[0]?.id) : 0;
    expect((await ask(`GET /users/${id}`, {})).json).toMatchObject({ id, email });
    expect((await ask(`PATCH /users/${id}`, { json: { name: "Other" } })).json).toMatchObject({ name: "Other", email });
    expect((await ask(`GET /users/${id}`, { as: "B" })).status).toBe(404);
    expect([204, 404]).toContain((await ask(`DELETE /users/${id}`, {})).status);
    expect((await ask(`GET /users/${id}`, {})).status).toBe(404);
  },
);
