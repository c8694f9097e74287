import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, run } from './compile.ts';
import { buildGuard } from './guard.ts';
import { publishedManifest } from './manifest.ts';
import { buildServer } from './server.ts';
import { keepReachableTypes } from './types.ts';

const PACKAGES = {
  guard: { folder: 'sdk', build: buildGuard },
  latchkey: { folder: 'server', build: buildServer },
} as const;

export interface Packed {
  /** The folder as it is published. */
  folder: string;
  tarball: string;
  /** How many files are in it. */
  files: number;
}

/**
 * Builds and packs both packages into `into`, which is emptied first. A clone runs its sources, so each
 * package is put together in a folder of its own, with a manifest that exports what was built. The version is
 * that of the clone unless another is given.
 */
export async function packAll(
  into: string,
  version?: string,
): Promise<Record<keyof typeof PACKAGES, Packed>> {
  await rm(into, { recursive: true, force: true });
  const [guard, latchkey] = await Promise.all([
    pack('guard', into, version),
    pack('latchkey', into, version),
  ]);
  return { guard, latchkey };
}

async function pack(name: keyof typeof PACKAGES, into: string, version?: string): Promise<Packed> {
  const { folder: source, build } = PACKAGES[name];
  const folder = join(into, name);
  await mkdir(join(folder, 'dist'), { recursive: true });
  await build(join(folder, 'dist'));
  await cp(join(ROOT, source, 'README.md'), join(folder, 'README.md'));
  await cp(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  const published = await publishedManifest(source);
  await keepReachableTypes(folder, published.exports);
  const manifest = { ...published, ...(version === undefined ? {} : { version }) };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const [{ filename, entryCount: files }] = JSON.parse(
    await run('npm', ['pack', '--json', '--pack-destination', into], folder),
  );
  return { folder, tarball: join(into, filename), files };
}
