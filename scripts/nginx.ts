import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isOlder, type Tool, versionOf } from './version.ts';

const CACHE = fileURLToPath(new URL('../node_modules/.cache/latchkey/nginx', import.meta.url));
const UNPACKED = join(CACHE, 'usr/sbin/nginx');

export const NGINX: Tool = {
  command: 'nginx',
  oldest: '1.22',
  package: 'nginx',
  for: 'the proxy that asks, as examples/nginx has it',
};

/**
 * Returns nginx: from the variable NGINX, from the PATH if it is recent enough, or as `installNginx` unpacked
 * it; `null` if there is none.
 */
export function findNginx(): string | null {
  if (process.env.NGINX !== undefined) return process.env.NGINX;
  return ['nginx', '/usr/sbin/nginx', UNPACKED].find(isFit) ?? null;
}

function isFit(command: string): boolean {
  const version = versionOf({ command });
  return version !== null && !isOlder(version, NGINX.oldest);
}

/**
 * Unpacks Debian's package into a folder of this project, which needs no privileges. Prints a message on
 * failure.
 */
export function installNginx(): void {
  if (findNginx() !== null || !succeeds('apt-get', ['--version'])) return;
  console.error('Fetching nginx for the tests…');
  // Uses separate package lists: the system's may be missing, and must not be changed.
  for (const folder of ['lists/partial', 'archives/partial'])
    mkdirSync(join(CACHE, folder), { recursive: true });
  const own = [
    '-o',
    `Dir::State::lists=${CACHE}/lists`,
    '-o',
    `Dir::Cache=${CACHE}`,
    '-o',
    'Debug::NoLocking=1',
  ];
  const fetched =
    succeeds('apt-get', ['download', 'nginx']) ||
    (succeeds('apt-get', [...own, 'update', '-qq']) && succeeds('apt-get', [...own, 'download', 'nginx']));
  const file = fetched ? readdirSync(CACHE).find((name) => /^nginx_.*\.deb$/.test(name)) : undefined;
  if (file === undefined || !succeeds('dpkg', ['-x', file, '.']) || findNginx() === null) {
    console.error(`nginx ${NGINX.oldest} or later is not there, and cannot be fetched.`);
  }
}

function succeeds(command: string, args: string[]): boolean {
  const cwd = command.includes('nginx') ? undefined : CACHE;
  if (cwd !== undefined) mkdirSync(cwd, { recursive: true });
  return spawnSync(command, args, { stdio: 'ignore', ...(cwd === undefined ? {} : { cwd }) }).status === 0;
}
