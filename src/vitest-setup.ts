/**
 * Vitest's global set-up for tests against a live service: all workers speak through one recording proxy, which paces them
 * by one budget a token and journals what they create before it leaves. With the embedded simulator it does nothing.
 */
import type { TestProject } from "vitest/node";
import { environment } from "./session/environment.ts";
import { readSettings } from "./session/settings.ts";

const reportsDir = "reports";
/** Requests that removing what dead runs left may take. */
const mostSweeping = 100;

/** Named: in an unnamed default export the compiler leaves the endings of imports as they are. */
const setUp = async (project: TestProject): Promise<(() => Promise<void>) | undefined> => {
  const settings = readSettings(environment());
  if (settings.kind === "simulator") {
    project.provide("gorestProxyUrl", "");
    return undefined;
  }
  // Loaded where it is needed: most runs are against the simulator.
  const { startRecordingProxy } = await import("./client/recording-proxy.ts");
  const { openJournal, sweepJournals } = await import("./session/journals.ts");
  const { openTarget } = await import("./session/open-target.ts");
  const { openRunFiles } = await import("./session/run-files.ts");
  const files = await openRunFiles({ reportsDir, kind: "vitest", seed: settings.seed ?? 0 });
  const journal = openJournal(reportsDir, files.dir.id, settings.baseUrl, files.startedAt);
  const open = await openTarget(settings, { onPort: true, beforeSend: journal.beforeSend });
  open.transport.listen(journal.listener);
  open.transport.listen(files.onEvent);
  await sweepJournals(open, reportsDir, { most: mostSweeping });
  const proxy = await startRecordingProxy({ transport: open.transport, purpose: "vitest" });
  project.provide("gorestProxyUrl", proxy.url);
  return async () => {
    await proxy.close();
    // What a test could not delete stays in the journal, for the next run or `sweep`.
    if (journal.left().length === 0) journal.discard();
    journal.close();
    files.close();
    await open.close();
  };
};

export default setUp;
