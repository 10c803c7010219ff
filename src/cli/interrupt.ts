import { terminal } from "./terminal.ts";

/** Stops the work at the first Ctrl-C and lets it clean up; the second ends the process at once. */
export const interruptible = (
  message = "stopping: what was made is being deleted (again to leave at once)",
): { readonly signal: AbortSignal; readonly done: () => void } => {
  const stop = new AbortController();
  const onSignal = () => {
    terminal().note(message);
    stop.abort(new Error("interrupted"));
  };
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, onSignal);
  return {
    signal: stop.signal,
    done: () => {
      for (const name of ["SIGINT", "SIGTERM"] as const) process.removeListener(name, onSignal);
    },
  };
};
