import { spawnSync } from 'node:child_process';
import { installNginx } from './nginx.ts';

/** Commands that tests run as a user would, and the Debian package each comes in. */
const TOOLS: Record<string, string> = {
  curl: 'curl',
  python3: 'python3',
  openssl: 'openssl',
  certtool: 'gnutls-bin',
};

/**
 * Installs what is missing where that can be done without asking: as root on a system with apt, and nginx, which
 * takes no more than a folder, on any system with apt. Elsewhere the tests that need it are skipped and say so.
 */
export async function installTools(): Promise<void> {
  installNginx();
  const missing = Object.entries(TOOLS).filter(
    ([command]) => !runs(command, ['--version']) && !runs(command, ['version']),
  );
  if (missing.length === 0 || process.getuid?.() !== 0 || !runs('apt-get', ['--version'])) return;
  const packages = missing.map(([, name]) => name);
  console.error(`Installing ${packages.join(', ')} for the tests…`);
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...packages];
  if (!runs('apt-get', install)) {
    runs('apt-get', ['update', '-qq']);
    if (!runs('apt-get', install)) console.error(`${packages.join(', ')} cannot be installed.`);
  }
}

function runs(command: string, args: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, args, { stdio: 'ignore', env }).status === 0;
}
