import { stripVTControlCharacters, styleText } from "node:util";
import type { Wait } from "../client/pacing/pacer.ts";
import { safeText } from "../contract/safe-text.ts";
import { readableEnvironment } from "../session/environment.ts";
import type { Environment } from "../session/http-proxy.ts";

type Paint = (text: string) => string;

/** Colours by meaning, so that a reader of the code sees why, and NO_COLOR needs one switch. */
export interface Style {
  readonly good: Paint;
  readonly bad: Paint;
  readonly doubt: Paint;
  readonly faint: Paint;
  readonly strong: Paint;
}

export interface Terminal {
  /** A line for people or pipes, on standard output. Server text in it must have gone through safeText. */
  readonly line: (text?: string) => void;
  /** A line on standard error: what a pipe should not get. */
  readonly note: (text: string) => void;
  /** Replaces the one progress line; nothing happens where a line cannot be taken back. */
  readonly progress: (text: string) => void;
  /** Takes the progress line away. `line` and `note` do it by themselves. */
  readonly clear: () => void;
  /** Characters of a line of standard output; without end where it is no terminal. */
  readonly columns: number;
  /** Rows of it; without end where it is no terminal. */
  readonly rows: number;
  readonly style: Style;
}

/** @internal */
export interface Outlet {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

const paints = (colour: boolean): Style => {
  const paint =
    (format: "green" | "red" | "yellow" | "dim" | "bold"): Paint =>
    (text) =>
      colour ? styleText(format, text, { validateStream: false }) : text;
  return {
    good: paint("green"),
    bad: paint("red"),
    doubt: paint("yellow"),
    faint: paint("dim"),
    strong: paint("bold"),
  };
};

/** How often the progress line may change: a person reads it, and a log of a terminal session keeps every change. */
const progressEveryMs = 250;

/**
 * Whether text is coloured: what FORCE_COLOR says, where it is set; else never with NO_COLOR or on a dumb terminal, and
 * on no pipe.
 * @see https://no-color.org, https://force-color.org
 */
const coloured = (out: Outlet, { FORCE_COLOR: force, NO_COLOR: no, TERM: term }: Environment): boolean => {
  if (force) return !["0", "false"].includes(force.toLowerCase());
  return out.isTTY === true && !no && term !== "dumb";
};

/** Whether a line may be taken back: a dumb terminal cannot, and the log of a CI keeps every change of it. */
const redraws = (err: Outlet, { TERM: term, CI: ci = "" }: Environment): boolean =>
  err.isTTY === true && term !== "dumb" && ["", "0", "false"].includes(ci.toLowerCase());

/**
 * @param env NO_COLOR, FORCE_COLOR, TERM and CI are obeyed
 * @internal
 */
export const createTerminal = (
  out: Outlet,
  err: Outlet,
  { env = {}, nowMs }: { readonly env?: Environment; readonly nowMs: () => number },
): Terminal => {
  let shown = false;
  let lastMs = Number.NEGATIVE_INFINITY;
  const clear = () => {
    if (shown) err.write("\r\u001b[K");
    shown = false;
  };
  return {
    line: (text = "") => {
      clear();
      out.write(`${text}\n`);
    },
    note: (text) => {
      clear();
      err.write(`${text}\n`);
    },
    progress: (text) => {
      if (!redraws(err, env) || nowMs() - lastMs < progressEveryMs) return;
      lastMs = nowMs();
      // One row only: a wrapped line could not be taken back.
      const width = Math.max(20, (err.columns ?? 80) - 1);
      err.write(`\r\u001b[K${safeText(stripVTControlCharacters(text)).slice(0, width)}`);
      shown = true;
    },
    clear,
    columns: out.isTTY === true ? (out.columns ?? 80) : Number.POSITIVE_INFINITY,
    rows: out.isTTY === true ? (out.rows ?? 24) : Number.POSITIVE_INFINITY,
    style: paints(coloured(out, env)),
  };
};

let known: Terminal | undefined;

/** This process's own terminal. */
export const terminal = (): Terminal => {
  known ??= createTerminal(process.stdout, process.stderr, {
    env: readableEnvironment(),
    nowMs: () => performance.now(),
  });
  return known;
};

/** Left-aligned columns, the last one free; for short tables of plain text. */
export const table = (rows: readonly (readonly string[])[], indent = "  "): readonly string[] => {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, stripVTControlCharacters(cell).length);
    });
  }
  return rows.map((row) =>
    (
      indent +
      row
        .map((cell, i) =>
          i === row.length - 1 ? cell : cell + " ".repeat((widths[i] ?? 0) - stripVTControlCharacters(cell).length),
        )
        .join("  ")
    ).trimEnd(),
  );
};

/** Prints a wait as it begins, in a terminal or not. */
export const tellOfWait = ({ budget, ms }: Wait): void =>
  terminal().note(
    `waiting ${Math.ceil(ms / 1000)} s for budget of ${budget.startsWith("token") ? budget : `account ${budget}`}`,
  );
