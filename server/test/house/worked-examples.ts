import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** An example's edit of one file: `change` is the whole of a new file, or lines between existing ones. */
export interface Edit {
  example: string;
  file: string;
  isNew: boolean;
  change: string;
}

const EDIT = /^`([^`\n]+)`(| \(new\)|, [^\n]+)\n\n```(\w+)\n(.*?)^```$/gms;

/** Every edit that a page of worked examples shows, in its order. A section of level three is one example. */
export function editsOf(page: string): Edit[] {
  return page.split(/^### /m).flatMap((section) => {
    const [example = ''] = section.split('\n', 1);
    return [...section.matchAll(EDIT)].map(([, file = '', remark, , change = '']) => {
      return { example, file, isNew: remark === ' (new)', change };
    });
  });
}

/** Makes an edit below `root`. Throws if a new file is there already, or the lines around a change are not, or are twice. */
export async function make({ file, isNew, change }: Edit, root: string): Promise<void> {
  const path = join(root, file);
  if (isNew) {
    await mkdir(dirname(path), { recursive: true });
    return writeFile(path, change, { flag: 'wx' });
  }
  let lines = (await readFile(path, 'utf8')).split('\n');
  for (const hunk of change.trimEnd().split('\n…\n')) lines = changed(lines, hunk.split('\n'), file);
  await writeFile(path, lines.join('\n'));
}

/** Lines with one run of them changed. ` ` stands before a line that stays, `-` and `+` before one that goes or comes. */
function changed(lines: string[], hunk: string[], file: string): string[] {
  const before = hunk.filter((line) => !line.startsWith('+')).map((line) => line.slice(1));
  const places = lines.keys().filter((at) => before.every((line, index) => isLine(line, lines[at + index])));
  const [at, another] = [...places];
  if (before.length === 0 || at === undefined || another !== undefined) {
    throw new Error(
      `${file} has these lines ${at === undefined ? 'nowhere' : 'twice'}:\n${before.join('\n')}`,
    );
  }
  let next = at;
  const after = hunk.flatMap((line) => {
    if (line.startsWith('+')) return [line.slice(1)];
    const there = lines[next++] ?? '';
    return line.startsWith('-') ? [] : [there];
  });
  return lines.toSpliced(at, before.length, ...after);
}

/** A long line may be shown by its beginning, with `…` for the rest. */
function isLine(shown: string, line: string | undefined): boolean {
  return shown.endsWith('…') ? line?.startsWith(shown.slice(0, -1)) === true : line === shown;
}
