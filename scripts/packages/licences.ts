import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const PACKAGE = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/;

/** Returns the licences of the packages that these modules are from, as each asks to be handed on. */
export async function licencesOf(modules: Iterable<string>): Promise<string> {
  const folders = new Set([...modules].flatMap((module) => PACKAGE.exec(module)?.[0] ?? []));
  const texts = [...folders].sort().map(async (folder) => {
    const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const files = await Array.fromAsync(glob('{LICENSE,LICENCE,license,licence}*', { cwd: folder }));
    const [text = ''] = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
}
