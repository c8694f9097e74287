import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './compile.ts';

const PROJECT = join(ROOT, 'guards/python');

/**
 * Builds the wheel of guards/python into a folder by pip, and resolves to its file. Rejects where there is no
 * Python with pip.
 *
 * @param builder a Python that has all that building needs; without one, pip fetches it
 */
export async function packWheel(into: string, builder?: string): Promise<string> {
  const by = builder === undefined ? [] : ['--python', builder];
  const offline = builder === undefined ? [] : ['--no-index', '--no-build-isolation'];
  const quietly = ['-q', '--disable-pip-version-check', '--no-deps', '--wheel-dir', into];
  await promisify(execFile)('python3', ['-m', 'pip', ...by, 'wheel', ...quietly, ...offline, PROJECT]);
  const [wheel] = (await readdir(into)).filter((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`pip made no wheel of ${PROJECT}.`);
  return join(into, wheel);
}
