import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NAMED = fileURLToPath(new URL('agents', import.meta.url));
const CACHE = fileURLToPath(new URL('../node_modules/.cache/latchkey/agents', import.meta.url));
const PACKAGES = join(CACHE, 'npm/node_modules');
const PYTHON = join(CACHE, 'python/bin');

/** Programs of agents that the tests drive. A path does not exist if its installation failed. */
export const AGENT_PROGRAMS = {
  mcpRemote: join(PACKAGES, 'mcp-remote/dist/client.js'),
  inspector: join(PACKAGES, '@modelcontextprotocol/inspector/clients/launcher/build/index.js'),
  /** A folder of modules; the library is one of them. */
  gemini: join(PACKAGES, '@google/gemini-cli/bundle'),
  fastMcp: join(PYTHON, 'fastmcp'),
};

/**
 * Installs the agents into a folder of this project, once per version, some 300 MB.
 * Prints a message on failure. They are not workspace dependencies, because running or changing Latchkey does not need them.
 */
export function installAgents(): void {
  // Not `npm ci`, which rejects a lock file without a package for another system that no registry has.
  const quietly = ['--omit=optional', '--ignore-scripts', '--no-audit', '--no-fund'];
  install('npm', ['package.json', 'package-lock.json'], (folder) =>
    runs('npm', ['install', ...quietly], folder),
  );
  install('python', ['requirements.txt'], (folder) => {
    // Compiled at once: FastMCP opens the browser before its own server for the answer listens, and compiling that first would
    // let a fast visitor come too early.
    const quietly = ['--quiet', '--disable-pip-version-check', '--root-user-action=ignore'];
    const pip = ['-m', 'pip', '--python', 'bin/python', 'install', ...quietly, '-r', 'requirements.txt'];
    // From outside: putting a pip of its own there first takes a quarter of the time, and on Debian another package.
    return runs('python3', ['-m', 'venv', '--without-pip', folder], folder) && runs('python3', pip, folder);
  });
}

function install(name: string, files: string[], fill: (folder: string) => boolean): void {
  const folder = join(CACHE, name);
  const done = join(folder, '.installed');
  const wanted = createHash('sha256');
  for (const file of files) wanted.update(readFileSync(join(NAMED, file)));
  const version = wanted.digest('hex');
  if (existsSync(done) && readFileSync(done, 'utf8') === version) return;
  console.error(`Installing agents for the tests (${name})…`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of files) copyFileSync(join(NAMED, file), join(folder, file));
  if (fill(folder)) writeFileSync(done, version);
  else console.error(`The agents cannot be installed (${name}).`);
}

function runs(command: string, args: string[], cwd: string): boolean {
  return spawnSync(command, args, { cwd, stdio: 'ignore' }).status === 0;
}
