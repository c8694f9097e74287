import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import { type Packed, packAll } from '../../../scripts/packages/build.ts';
import { ROOT, run } from '../../../scripts/packages/compile.ts';
import { type Process, start } from '../cli/shell.ts';

const CONSUMER = join(import.meta.dirname, 'consumer');
/** Packages that a user of the guard has, by the versions of the clone, which npm has in its cache. */
const BESIDE = ['express', '@types/express', '@types/node'];

/** An empty folder into which both packages were installed, outside of the clone. */
export interface Installed {
  guard: Packed;
  latchkey: Packed;
  folder: string;
  /** Runs a command as typed in this folder, or in one below it. */
  type(command: string, args: string[], cwd?: string): Promise<string>;
}

export async function installPackages(): Promise<Installed & { remove(): Promise<void> }> {
  const whole = await mkdtemp(join(tmpdir(), 'latchkey-packages-'));
  const folder = join(whole, 'empty');
  await mkdir(folder);
  const packed = await packAll(join(whole, 'packed'));
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const beside = await Promise.all(BESIDE.map(async (name) => `${name}@${await versionHere(name)}`));
  const quietly = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  await run('npm', ['install', ...quietly, packed.guard.tarball, packed.latchkey.tarball, ...beside], folder);
  await cp(CONSUMER, folder, { recursive: true });
  return {
    ...packed,
    folder,
    async type(command, args, cwd = folder) {
      const { stdout } = await promisify(execFile)(command, args, { cwd, env: typed() });
      return stdout;
    },
    remove: () => rm(whole, { recursive: true, force: true }),
  };
}

/** The environment of a user, without the variables of the tests, and with this Node first on the PATH. */
export function typed(): NodeJS.ProcessEnv {
  const { PATH = '', HOME, NODE_COMPILE_CACHE } = process.env;
  return { PATH: `${dirname(process.execPath)}${delimiter}${PATH}`, HOME, NODE_COMPILE_CACHE };
}

async function versionHere(name: string): Promise<string> {
  return JSON.parse(await readFile(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')).version;
}

/** A running Latchkey of the installed package, asked by guards, with one person and a token of theirs. */
export interface Served {
  server: Process;
  LATCHKEY_URL: string;
  LATCHKEY_GUARD_KEY: string;
  TOKEN: string;
}

/** Begins an API by the commands that the README names, and serves it. */
export async function serveNotes(t: TestContext, { folder, type }: Installed): Promise<Served> {
  await type('npx', ['latchkey', 'init', 'notes', '--front', 'sdk']);
  const home = join(folder, 'notes');
  const server = start(t, 'npx', ['latchkey', 'serve', '--port', '0'], { cwd: home, env: typed() });
  const [, port = ''] = await server.says(/up on port (\d+)/);
  const bin = join(folder, 'node_modules/.bin/latchkey');
  const latchkey = (...args: string[]) => type(bin, args, home);
  await latchkey('tenant', 'add', 'acme', '--name', 'Acme Ltd');
  await latchkey('user', 'add', 'ann@acme.example', '--tenant', 'acme', '--role', 'member');
  const token = await latchkey('token', 'add', 'ann@acme.example', '--scope', 'notes:read');
  return {
    server,
    LATCHKEY_URL: `http://127.0.0.1:${port}/.latchkey/notes`,
    LATCHKEY_GUARD_KEY: (await type('npx', ['latchkey', 'keys', 'guard'], home)).trim(),
    TOKEN: token.trim(),
  };
}
