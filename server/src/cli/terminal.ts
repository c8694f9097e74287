import type { Readable } from 'node:stream';

/** What a command sees of the world, so that tests can hand in another one. */
export interface Terminal {
  /** Results, one line a call: standard output. */
  say(line: string): void;
  /** Results that may be longer than memory: resolves when more may be written. */
  write(text: string): Promise<void>;
  /** Everything that is for the person and not for a program: standard error. */
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

/** Rows below each other, each column as wide as its widest cell. */
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
