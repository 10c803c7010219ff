import { stripVTControlCharacters, styleText } from "node:util";
import { safeText } from "../contract/safe-text.ts";
import { environment } from "./environment.ts";

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
  /** Replaces the one progress line; nothing happens where there is no TTY. */
  readonly progress: (text: string) => void;
  /** Takes the progress line away. `line` and `note` do it by themselves. */
  readonly clear: () => void;
  readonly style: Style;
}

export interface Outlet {
  readonly isTTY?: boolean;
  readonly columns?: number;
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
 * @param noColor the value of NO_COLOR; any text but the empty one turns colours off
 * @see https://no-color.org
 */
export const createTerminal = (
  out: Outlet,
  err: Outlet,
  options: { readonly noColor?: string | undefined; readonly nowMs: () => number },
): Terminal => {
  const colour = out.isTTY === true && !options.noColor;
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
      if (err.isTTY !== true || options.nowMs() - lastMs < progressEveryMs) return;
      lastMs = options.nowMs();
      // One row only: a wrapped line could not be taken back.
      const width = Math.max(20, (err.columns ?? 80) - 1);
      err.write(`\r\u001b[K${safeText(stripVTControlCharacters(text)).slice(0, width)}`);
      shown = true;
    },
    clear,
    style: paints(colour),
  };
};

let known: Terminal | undefined;

/** This process's own terminal. */
export const terminal = (): Terminal => {
  known ??= createTerminal(process.stdout, process.stderr, {
    noColor: environment().NO_COLOR,
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
