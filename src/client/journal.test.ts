import { expect, test } from "vitest";
import { virtualClock } from "../contract/clock.ts";
import type { Answer, Failure } from "../contract/exchange.ts";
import type { Target } from "../contract/target.ts";
import { createJournal, foldJournal } from "./journal.ts";
import { createTransport } from "./transport.ts";

const target: Target = {
  kind: "simulator",
  baseUrl: "http://simulator",
  tokens: { A: "0123456789", B: "9876543210" },
  assumedPerMinute: undefined,
};

/** A transport with a journal, and a server that answers what it is told. */
const journaled = (answers: readonly (Answer | Failure)[]) => {
  const lines: string[] = [];
  const onDiskWhenSent: string[] = [];
  let at = 0;
  const run = { baseUrl: target.baseUrl, startedAt: "2026-01-01T00:00:00Z" };
  const journal = createJournal(
    (line) => lines.push(line),
    run,
    (email) => !email.includes("public"),
  );
  const transport = createTransport({
    target,
    clock: virtualClock(),
    beforeSend: journal.beforeSend,
    adapter: async () => {
      onDiskWhenSent.push(lines.join(""));
      return answers[at++] ?? { kind: "failure", fault: "transport", message: "none", maybeDone: true };
    },
  });
  transport.listen(journal.listener);
  const create = (email: string, as: "A" | "B" = "A", path = "/users") =>
    transport.send({ method: "POST", path, as, body: JSON.stringify({ email }) });
  const remove = (id: number, as: "A" | "B" = "A") => transport.send({ method: "DELETE", path: `/users/${id}`, as });
  return { lines, onDiskWhenSent, create, remove, journal, transport };
};
const answer = (status: number, body = ""): Answer => ({ kind: "answer", status, headers: [], body });
const made = (id: number) => answer(201, JSON.stringify({ id }));

test("the e-mail is in the journal before the create leaves, and no token ever is", async () => {
  const { onDiskWhenSent, lines, create } = journaled([made(7)]);
  await create("a@example.com");
  expect(onDiskWhenSent[0]).toContain('"email":"a@example.com"');
  expect(lines.join("")).not.toContain(target.tokens.A);
});

test("what was made and not deleted is left", async () => {
  const { lines, create, remove, journal } = journaled([made(7), made(8), made(9), answer(204), answer(404)]);
  await create("a@example.com");
  await create("b@example.com", "B", "/users/");
  await create("c@example.com");
  await remove(7);
  await remove(9);
  expect(await foldJournal(lines)).toEqual({
    baseUrl: "http://simulator",
    records: [{ id: 8, as: "B" }],
    unresolved: [],
    refused: [],
  });
  expect(journal.left()).toEqual([{ id: 8, as: "B" }]);
});

test("another token's 404 does not mean that the record is gone", async () => {
  const { lines, create, remove } = journaled([made(7), answer(404), answer(500)]);
  await create("a@example.com");
  await remove(7, "B");
  await remove(7);
  expect((await foldJournal(lines)).records).toEqual([{ id: 7, as: "A" }]);
});

test("a create without an end is unresolved; a refused one should have left nothing", async () => {
  const { lines, create } = journaled([
    { kind: "failure", fault: "time", message: "late", maybeDone: true },
    { kind: "failure", fault: "transport", message: "refused", maybeDone: false },
    answer(422, "[]"),
    answer(502, "<html>"),
    answer(201, '{"id":'),
  ]);
  for (const name of ["late", "refused", "invalid", "edge", "torn"]) await create(`${name}@example.com`);
  const { unresolved, refused, records } = await foldJournal(lines);
  expect(unresolved.map(({ email }) => email)).toEqual(["late@example.com", "edge@example.com", "torn@example.com"]);
  expect(refused.map(({ email }) => email)).toEqual(["refused@example.com", "invalid@example.com"]);
  expect(records).toEqual([]);
});

test("what a gateway says of a create or a deletion settles nothing", async () => {
  const page = (status: number) => ({
    ...answer(status, "<html>"),
    headers: [["content-type", "text/html"] as const],
  });
  const { lines, create, remove, journal } = journaled([page(403), page(200), made(9), page(200), page(404)]);
  await create("a@example.com");
  await create("b@example.com");
  await create("c@example.com");
  await remove(9);
  await remove(9);
  expect(journal.left()).toEqual([{ id: 9, as: "A" }]);
  expect(journal.unsure()).toBe(2);
  const { unresolved, refused } = await foldJournal(lines);
  expect(unresolved.map(({ email }) => email)).toEqual(["a@example.com", "b@example.com"]);
  expect(refused).toEqual([]);
});

test("a list by its e-mail says what became of a create that got lost", async () => {
  const late: Failure = { kind: "failure", fault: "time", message: "late", maybeDone: true };
  const none = answer(200, "[]");
  const other = answer(200, '[{"id":8,"email":"not.b@example.com"},{"id":9,"email":"B@example.com"}]');
  const { lines, create, journal, transport } = journaled([
    late,
    late,
    late,
    late,
    none,
    none,
    other,
    answer(502, "[]"),
  ]);
  for (const name of ["a", "b", "c", "d"]) await create(`${name}@example.com`);
  const look = (email: string, as: "A" | "B" = "A") =>
    transport.send({ method: "GET", path: `/users?email=${encodeURIComponent(email)}`, as });
  await look("a@example.com", "B");
  expect(journal.unsure()).toBe(4);
  await look("a@example.com");
  await look("b@example.com");
  await look("c@example.com");
  expect(journal.unsure()).toBe(2);
  expect(journal.left()).toEqual([{ id: 9, as: "A" }]);
  const { records, unresolved } = await foldJournal(lines);
  expect(records).toEqual([{ id: 9, as: "A" }]);
  expect(unresolved.map(({ email }) => email)).toEqual(["c@example.com", "d@example.com"]);
});

test("whom a list by an e-mail of another's shows is not ours, whatever became of the create that tried it", async () => {
  const late: Failure = { kind: "failure", fault: "time", message: "late", maybeDone: true };
  const { lines, create, journal, transport } = journaled([
    late,
    answer(200, '[{"id":8,"email":"public@example.com"}]'),
  ]);
  await create("public@example.com");
  await transport.send({ method: "GET", path: "/users?email=public%40example.com", as: "A" });
  expect([journal.left(), journal.unsure()]).toEqual([[], 0]);
  expect((await foldJournal(lines)).records).toEqual([]);
});

test("a simulated answer to a delete removes nothing", async () => {
  const { lines, create, transport } = journaled([made(7), answer(404)]);
  await create("a@example.com");
  await transport.send({ method: "DELETE", path: "/users/7?force_status=404", as: "A" });
  expect((await foldJournal(lines)).records).toHaveLength(1);
});

test("a journal torn at any byte still says everything that was whole", async () => {
  const { lines, create } = journaled([made(7), made(8)]);
  await create("a@example.com");
  await create("b@example.com");
  const text = lines.join("");
  const lastLine = text.lastIndexOf("\n", text.length - 2) + 1;
  for (let at = lastLine + 1; at < text.length - 1; at++) {
    const { records, unresolved } = await foldJournal(text.slice(0, at).split("\n"));
    expect(records).toEqual([{ id: 7, as: "A" }]);
    expect(unresolved).toEqual([{ as: "A", email: "b@example.com" }]);
  }
});
