import type { HistoryEvent } from "../contract/history.ts";
import type { Wall } from "./wall.ts";

/** Refusals of a token that may have ended are judged once it is accepted again, and never where it has. */
export interface WithheldRefusals {
  add(event: HistoryEvent): void;
  end(): void;
}

const most = 1000;

export const withholdRefusals = (wall: Wall, judge: (event: HistoryEvent) => void): WithheldRefusals => {
  const withheld: HistoryEvent[] = [];
  const release = (): void => {
    for (const event of withheld.splice(0)) judge(event);
  };
  return {
    add: (event) => {
      if (event.type === "done" && wall.add(event.exchange)) {
        withheld.push(event);
        if (withheld.length > most) release();
        return;
      }
      if (event.type === "done" && !wall.tokenEnded) {
        const { outcome, request } = event.exchange;
        if (outcome.kind === "answer" && outcome.status < 400 && request.token === "A") release();
      }
      judge(event);
    },
    end: () => {
      if (!wall.tokenEnded) release();
    },
  };
};
