import { glob, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const IMPORT = /(?:\bfrom |\bimport |\bimport\()['"](\.{1,2}\/[^'"]+)\.js['"]/g;

/**
 * Removes the types in a package that none of its exports leads to: a program cannot import them, and they are
 * most of its files.
 */
export async function keepReachableTypes(folder: string, exports: object): Promise<void> {
  const kept = new Set<string>();
  const waiting = [...JSON.stringify(exports).matchAll(/"\.\/([^"]+\.d\.ts)"/g)].map(([, file = '']) => file);
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (kept.has(file)) continue;
    kept.add(file);
    const text = await readFile(join(folder, file), 'utf8');
    for (const [, path = ''] of text.matchAll(IMPORT)) waiting.push(join(dirname(file), `${path}.d.ts`));
  }
  for await (const file of glob('dist/**/*.d.ts', { cwd: folder })) {
    if (!kept.has(file)) await rm(join(folder, file));
  }
}
