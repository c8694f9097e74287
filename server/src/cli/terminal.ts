import type { Readable } from 'node:stream';

/** The input and output of a command, which tests replace. */
export interface Terminal {
  /** Prints one line of results to standard output. */
  say(line: string): void;
  /** Writes results that may exceed memory. Resolves when more may be written. */
  write(text: string): Promise<void>;
  /** Prints a message for the operator, rather than a program, to standard error. */
  note(line: string): void;
  env: NodeJS.ProcessEnv;
  cwd: string;
  input: Readable;
}

export const processTerminal: Terminal = {
  say: (line) => void process.stdout.write(`${line}\n`),
  write: (text) => new Promise((resolve) => process.stdout.write(text, () => resolve())),
  note: (line) => void process.stderr.write(`${line}\n`),
  env: process.env,
  cwd: process.cwd(),
  input: process.stdin,
};

/** Formats rows as a table, each column as wide as its widest cell. */
export function columns(rows: string[][]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
