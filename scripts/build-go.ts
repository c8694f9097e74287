import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Command, findGo } from './from-pypi.ts';

const CACHE = fileURLToPath(new URL('../node_modules/.cache/latchkey/', import.meta.url));

/**
 * Compiles a Go program of one file, once for as long as its source stays as it is. Returns `null` where there is no Go.
 * Throws the compiler's words for a program that is none.
 */
export function builtGo(name: string, source: string): Command | null {
  const go = findGo();
  if (!go) return null;
  const hash = createHash('sha256').update(source).digest('hex').slice(0, 16);
  const command = join(CACHE, `${name}-${hash}`);
  if (existsSync(command)) return { command, env: {} };
  mkdirSync(CACHE, { recursive: true });
  const made = `${command}.${process.pid}`;
  writeFileSync(`${made}.go`, source);
  // With modules, as the tests of guards/go: otherwise Go compiles its standard library a second time.
  const env = { ...process.env, ...go.env, GO111MODULE: 'on' };
  const { status, stderr } = spawnSync(go.command, ['build', '-o', made, `${made}.go`], {
    env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`Go does not build ${name}: ${stderr}`);
  renameSync(made, command);
  return { command, env: {} };
}
