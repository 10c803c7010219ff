import { expect, test } from "vitest";
import { tellNotSimulated } from "./commands/simulator.ts";

test("what is not simulated is said once a kind of request, and what is answered in JSON is not", async () => {
  const page = () => new Response("", { status: 404, headers: { "content-type": "text/html" } });
  const lines: string[] = [];
  const fetch = tellNotSimulated(
    ({ url }) => (url.includes("users") ? Response.json({}, { status: 404 }) : page()),
    (line) => lines.push(line),
  );
  for (const path of ["albums/1", "albums/23?access-token=secret", "users/1", "albums"])
    await fetch(new Request(`http://simulator.test/public/v2/${path}`));
  expect(lines).toEqual([
    "not simulated: GET /public/v2/albums/{id} (404, a page)",
    "not simulated: GET /public/v2/albums (404, a page)",
  ]);
});
