import { wireFault } from "../wire-fault.ts";

const withoutSwitch = (url: string): string => {
  const asked = new URL(url);
  asked.searchParams.delete("force_status");
  return asked.href;
};

export const forceStatusIgnored = wireFault(
  {
    id: "force-status-ignored",
    sentence: "The switch force_status is ignored.",
    class: "Q",
    breaks: "force-status-is-honoured",
  },
  (handler) => (request) =>
    handler(request.url.includes("force_status") ? new Request(withoutSwitch(request.url), request) : request),
);
