import { stripVTControlCharacters, styleText } from "node:util";
import type { Wait } from "../client/pacing/pacer.ts";
import { pasteable, safeText } from "../contract/safe-text.ts";
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
  /**
   * A line for people or pipes, on standard output; in a terminal it is broken at spaces. Server text in it must have gone
   * through safeText.
   */
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

/** A pipe gets each line whole; a terminal that does not say how wide it is (0 of a pseudo-terminal too) has 80 columns. */
const columnsOf = ({ isTTY, columns }: Outlet): number => (isTTY === true ? columns || 80 : Number.POSITIVE_INFINITY);

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
      out.write(`${wrap(pasteable(text), columnsOf(out)).join("\n")}\n`);
    },
    note: (text) => {
      clear();
      err.write(`${wrap(pasteable(text), columnsOf(err)).join("\n")}\n`);
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
    columns: columnsOf(out),
    rows: out.isTTY === true ? (out.rows ?? 24) : Number.POSITIVE_INFINITY,
    style: paints(coloured(out, env)),
  };
};

/** What is copied from a terminal: broken by us it would no longer be one command, as it is where the terminal breaks it. */
const unbroken =
  /(?:npm run|npx gorest-harness) [^;,]*[;,]?|(?:curl|export|keytool|newman) [^;]*;?|sh [^ ]+|[A-Z_]+=[^ ]+(?: [A-Z_]+=[^ ]+)*|[^ ]+| +/g;

const widthOf = (text: string): number => stripVTControlCharacters(text).length;

/** Where the rest of a line goes on: below what stands after its label, else a little further in than it begins. */
const hangOf = (text: string, columns: number): number => {
  const plain = stripVTControlCharacters(text);
  const label = /^ *[^ ](?:(?! {2}).){0,38} {2,}(?=[^ ])/.exec(plain)?.[0].length;
  return Math.min(label ?? (/^ */.exec(plain)?.[0].length ?? 0) + 2, Math.floor(columns / 2));
};

/** A text in lines of so many characters, broken at spaces; commands, what is longer than a line, and JSON stay whole. */
export const wrap = (text: string, columns: number, hang = hangOf(text, columns)): readonly string[] => {
  if (text.includes("\n")) return text.split("\n").flatMap((line) => wrap(line, columns));
  if (widthOf(text) <= columns || /^ *[[{]/.test(text)) return [text];
  const lines: string[] = [];
  let line = "";
  let gap = "";
  for (const token of text.match(unbroken) ?? []) {
    if (token.startsWith(" ")) gap = token;
    else if (line.trim() === "" || widthOf(line + gap + token) <= columns || hang + widthOf(token) > columns)
      line += gap + token;
    else {
      lines.push(line);
      line = " ".repeat(hang) + token;
    }
    if (!token.startsWith(" ")) gap = "";
  }
  return [...lines, line];
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

/** Narrower a free column is not read. */
const leastFree = 24;

/** Which columns stand side by side: what does not fit goes below, after the first column again. */
const blocksOf = (widths: readonly number[], room: number): readonly (readonly number[])[] => {
  const [first = 0] = widths;
  const blocks: number[][] = [];
  let block: number[] = [0];
  let used = first;
  let isFull = false;
  for (const [i, width] of widths.entries()) {
    if (i === 0) continue;
    const left = room - used - 2;
    if (block.length > 1 && (isFull || (width > left && left < leastFree))) {
      blocks.push(block);
      block = [0];
      used = first;
    }
    isFull = width > room - used - 2;
    block.push(i);
    used += 2 + width;
  }
  return [...blocks, block];
};

/**
 * Left-aligned columns for short tables of plain text. What is wider than the terminal is fitted into it: the last column
 * is broken at spaces, or columns go into a block below.
 */
export const table = (
  rows: readonly (readonly string[])[],
  indent = "  ",
  columns = terminal().columns,
): readonly string[] => {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, widthOf(cell));
    });
  }
  const room = columns - indent.length;
  return blocksOf(widths, room).flatMap((block, number) => [
    ...(number === 0 ? [] : [""]),
    ...rows.flatMap((row) => {
      const shown = block.filter((i) => i < row.length);
      const lead = shown
        .slice(0, -1)
        .map((i) => `${row[i] ?? ""}${" ".repeat((widths[i] ?? 0) - widthOf(row[i] ?? ""))}  `)
        .join("");
      const last = row[shown.at(-1) ?? 0] ?? "";
      const [begin = "", ...rest] = wrap(last, Math.max(leastFree, room - widthOf(lead)), 0);
      const under = " ".repeat(widthOf(lead));
      return [`${indent}${lead}${begin}`.trimEnd(), ...rest.map((text) => `${indent}${under}${text}`)];
    }),
  ]);
};

/** Prints a wait as it begins, in a terminal or not. */
export const tellOfWait = ({ budget, ms }: Wait): void =>
  terminal().note(
    `waiting ${Math.ceil(ms / 1000)} s for budget of ${budget.startsWith("token") ? budget : `account ${budget}`}`,
  );
