import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './compile.ts';

/** The members of a `package.json` that are read or changed here; the others are published as they are. */
export interface Manifest {
  name: string;
  version: string;
  exports: Record<string, string>;
  repository?: { type: string; url: string };
  bin?: Record<string, string>;
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** A manifest as it is published. */
export interface Published {
  exports: object;
  [member: string]: unknown;
}

/** Reads the manifest of a folder of the clone; `.` is that of the whole workspace. */
export async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(ROOT, folder, 'package.json'), 'utf8'));
}

/**
 * Returns the manifest with which a package is published: that of the clone, whose exports are sources, with
 * the built files as its exports, and without what only the clone needs.
 */
export async function publishedManifest(folder: 'sdk' | 'server'): Promise<Published> {
  const { scripts: _, devDependencies: __, exports, bin = {}, ...rest } = await readManifest(folder);
  const { repository } = await readManifest('.');
  return {
    ...rest,
    repository: { ...repository, directory: folder },
    files: ['dist'],
    ...(folder === 'sdk' ? forGuard(exports) : forServer(exports, bin)),
  };
}

function forServer(exports: Manifest['exports'], bin: Record<string, string>): Published {
  const built = (source: string) => fileOf(source, 'dist/server');
  return {
    bin: mapped(bin, (file) => `./${join('dist/server', file)}`),
    exports: mapped(exports, (source) =>
      isCode(source) ? { types: built(source).types, default: built(source).code } : source,
    ),
  };
}

function forGuard(exports: Manifest['exports']): Published {
  const esm = (source: string) => fileOf(source, 'dist/esm/sdk');
  const cjs = (source: string) => fileOf(source, 'dist/cjs/sdk');
  const { '.': main = '', ...subpaths } = exports;
  return {
    exports: mapped(exports, (source) =>
      isCode(source)
        ? {
            import: { types: esm(source).types, default: esm(source).code },
            require: { types: cjs(source).types, default: cjs(source).code },
          }
        : source,
    ),
    // For compilers whose `moduleResolution` is older than `exports`; Node itself reads those.
    main: cjs(main).code,
    types: cjs(main).types,
    typesVersions: {
      '*': Object.fromEntries(
        Object.entries(subpaths).map(([path, source]) => [
          path.slice('./'.length),
          [isCode(source) ? cjs(source).types : source],
        ]),
      ),
    },
  };
}

function isCode(source: string): boolean {
  return source.endsWith('.ts');
}

function fileOf(source: string, folder: string): { types: string; code: string } {
  const file = `./${join(folder, source).replace(/\.ts$/, '')}`;
  return { types: `${file}.d.ts`, code: `${file}.js` };
}

function mapped<Value>(entries: Record<string, string>, to: (value: string) => Value): Record<string, Value> {
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, to(value)]));
}
