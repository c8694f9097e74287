import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diff } from 'node:util';

const FOLDER = join(import.meta.dirname, 'recorded');
/** Set to 1 to write the files anew. */
const RECORD = 'WIRE_RECORD';

/** A heading, which begins at the edge, with lines below it. */
export type Sections = Record<string, string[]>;

/**
 * Compares sections with the file that holds them as they were. Fails with each line that is gone (`-`) or new (`+`)
 * below its heading, or writes the file when a change is meant: see `RECORD`.
 */
export function assertRecorded(name: string, sections: Sections): void {
  const file = join(FOLDER, name);
  const lines = Object.entries(sections).flatMap(([heading, below]) => [
    heading,
    ...below.map((line) => `  ${line}`),
  ]);
  if (process.env[RECORD] === '1') writeFileSync(file, `${lines.join('\n')}\n`);
  const recorded = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  const changes = changed(recorded, lines);
  assert.ok(
    changes.length === 0,
    `Clients would see a change against server/test/wire/recorded/${name}:\n\n${changes.join('\n')}\n\n` +
      'Clients depend on what stands there. If the change is meant, record it, and read the diff of the file:\n' +
      `  ${RECORD}=1 npm test -- test/wire/\n`,
  );
}

function changed(before: string[], after: string[]): string[] {
  let heading = '';
  return diff(after, before).flatMap(([kept, line]) => {
    if (!line.startsWith(' ')) heading = line;
    if (kept === 0) return [];
    const marked = `${kept === 1 ? '+' : '-'} ${line}`;
    return line === heading ? [marked] : [`in ${heading}`, marked];
  });
}
