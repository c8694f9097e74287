import { spawn } from 'node:child_process';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The compiler is written in Go. It collects garbage for a third of its time unless it may take more memory. */
export const COMPILER_MEMORY = { GOGC: '400' };

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Compiles a project of this repository to JavaScript with types. The files below `into` lie as in the
 * repository, so that a path from one to another stays true. Rejects with the compiler's complaints.
 */
export async function compile(project: string, into: string, ...options: string[]): Promise<void> {
  const written = ['--noEmit', 'false', '--declaration', '--rootDir', '.', '--outDir', into];
  await run('tsc', [
    '-p',
    project,
    '--singleThreaded',
    ...written,
    '--rewriteRelativeImportExtensions',
    ...options,
  ]);
  // The compiler leaves the extension in types, where only recent compilers understand it.
  for await (const file of glob('**/*.d.ts', { cwd: into })) {
    const path = join(into, file);
    await writeFile(path, toJavaScript(await readFile(path, 'utf8')));
  }
}

/** Returns the text with its relative imports leading to JavaScript. */
export function toJavaScript(text: string): string {
  return text.replace(/(?<=(?:\bfrom |\bimport |\bimport\()['"]\.{1,2}\/[^'"\n]+)\.ts(?=['"])/g, '.js');
}

/**
 * Runs npm, or a tool of this repository's packages, and resolves to its output. Rejects with all that it
 * printed if it fails.
 */
export async function run(tool: string, args: string[], cwd: string = ROOT): Promise<string> {
  const [file, ...first] =
    tool === 'npm' ? npmItself() : [process.execPath, join(ROOT, 'node_modules/.bin', tool)];
  const env = { ...process.env, ...COMPILER_MEMORY };
  const child = spawn(file, [...first, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, said]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk) => {
    out.push(chunk);
    said.push(chunk);
  });
  child.stderr.on('data', (chunk) => said.push(chunk));
  const code = await new Promise((settle, fail) => child.on('error', fail).on('close', settle));
  if (code !== 0) throw new Error(`${tool} ${args.join(' ')}:\n${Buffer.concat(said).toString()}`);
  return Buffer.concat(out).toString();
}

/** npm itself, when it runs this script; otherwise the one on the PATH. */
function npmItself(): [string, ...string[]] {
  const npm = process.env.npm_execpath;
  return npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
}
