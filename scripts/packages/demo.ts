import { cp, glob, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';
import { ROOT } from './compile.ts';
import { licencesOf } from './licences.ts';
import { readManifest } from './manifest.ts';

const EXAMPLES = join(ROOT, 'examples');
/** Programs and modules that the demo loads by their path. */
const ENTRIES = ['start.ts', '*/{server,seed,latchkey.config}.ts'];

/**
 * Builds the demo. The frameworks of its APIs are bundled into it, so that a server that is installed to
 * serve does not install them.
 */
export async function buildDemo(into: string): Promise<void> {
  const input: Record<string, string> = {};
  for await (const file of glob(ENTRIES, { cwd: EXAMPLES })) {
    if (dirname(file) !== 'conformance') input[file.slice(0, -'.ts'.length)] = join(EXAMPLES, file);
  }
  const { dependencies = {} } = await readManifest('server');
  const installed = ['latchkey', ...Object.keys(dependencies)];
  const bundle = await rolldown({
    input,
    platform: 'node',
    external: (id) => installed.some((name) => id === name || id.startsWith(`${name}/`)),
  });
  const written = await bundle.write({
    dir: into,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
  });
  await bundle.close();
  const modules = written.output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
  await writeFile(join(into, 'LICENCES.txt'), await licencesOf(modules));
  for await (const file of glob('*/openapi.yaml', { cwd: EXAMPLES })) {
    if (dirname(file) !== 'conformance') await cp(join(EXAMPLES, file), join(into, file));
  }
}
