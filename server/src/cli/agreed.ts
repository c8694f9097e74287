import { createInterface } from 'node:readline';
import type { Terminal } from './terminal.ts';

/** Asks the operator to type a word. Resolves to whether they did; to `false` at the end of the input. */
export async function agreed(word: string, { input, note }: Terminal): Promise<boolean> {
  note(`\nType ${word} to go on.`);
  const lines = createInterface({ input });
  try {
    for await (const line of lines) return line.trim() === word;
    return false;
  } finally {
    lines.close();
  }
}
