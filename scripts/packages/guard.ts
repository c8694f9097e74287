import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compile } from './compile.ts';

/** The oldest Node that the guard runs on knows this much. */
const LANGUAGE = ['--target', 'es2023', '--lib', 'es2023'];

/** Builds the guard's `dist`: ES modules and CommonJS, each with types of its own. */
export async function buildGuard(dist: string): Promise<void> {
  const cjs = join(dist, 'cjs');
  // Sources import each other in the syntax of modules, which `verbatimModuleSyntax` would keep.
  const asCommonJs = [
    '--module',
    'commonjs',
    '--moduleResolution',
    'bundler',
    '--verbatimModuleSyntax',
    'false',
  ];
  await Promise.all([
    compile('sdk/src', join(dist, 'esm'), ...LANGUAGE),
    compile('sdk/src', cjs, ...LANGUAGE, ...asCommonJs),
  ]);
  await writeFile(join(cjs, 'package.json'), '{ "type": "commonjs" }\n');
}
