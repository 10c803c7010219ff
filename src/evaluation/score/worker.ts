import { type Job, perform } from "./job.ts";

/** A process of its own for measuring: it gets jobs one at a time over its channel and answers each. */
process.on("message", async (job) => {
  try {
    // Only the pool talks to this process.
    process.send?.({ trial: await perform(job as Job) });
  } catch (error) {
    process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
process.once("disconnect", () => process.exit());
process.send?.("ready");
