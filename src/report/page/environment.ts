import { html } from "../html.ts";
import { lastLiveText } from "../last-live.ts";
import { span } from "../numbers.ts";
import { sameRunCommand } from "../status.ts";
import { code, facts } from "./parts.ts";
import type { Section } from "./section.ts";

/** What it takes to do the same again. */
export const environment: Section = {
  id: "environment",
  title: "Environment",
  render: ({ run, lastLive }) =>
    html`${facts([
      ["Target", run.target.kind === "live" ? "the live service" : "the embedded simulator"],
      ["Base URL", html`<code>${run.target.baseUrl}</code>`],
      ["Reached", run.target.via],
      ["Tokens", run.target.tokens.length === 0 ? "none" : run.target.tokens.join(", ")],
      [
        "Started",
        html`<time datetime="${run.startedAt}">${run.startedAt.replace("T", " ").replace(/\.\d+Z$/, " UTC")}</time>`,
      ],
      ["Last live run before", lastLive === undefined ? "none here" : lastLiveText(run, lastLive)],
      ["Took", span(Date.parse(run.endedAt) - Date.parse(run.startedAt))],
      ["Seed", String(run.seed)],
      ["Harness", run.versions.harness],
      ["Node", run.versions.node],
      ["Platform", run.versions.platform],
    ])}<h3>The same run again</h3>${code(sameRunCommand(run))}`,
};
