import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../guards/python/pyproject.toml', import.meta.url));
const CACHE = fileURLToPath(new URL('../node_modules/.cache/latchkey/', import.meta.url));
/** Prints what the package and its tests need, one requirement on each line. */
const NEEDED = `
import sys, tomllib
told = tomllib.load(open(sys.argv[1], 'rb'))
print(*told['project']['dependencies'], *told['dependency-groups']['test'], sep='\\n')`;

/** Other tests run FastAPI, which is among those packages, and verify webhooks with its authors' library, and check the directory. */
const BESIDE = ['standardwebhooks>=1.0', 'scim2-tester>=0.5', 'scim2-client[httpx2]>=0.5'];

/** The packages have a folder for each state of what is needed, and each version of Python. */
function folder(): string {
  const { stdout } = spawnSync('python3', ['--version'], { encoding: 'utf8' });
  const hash = createHash('sha256')
    .update(readFileSync(PROJECT))
    .update(BESIDE.join())
    .update(String(stdout))
    .digest('hex');
  return join(CACHE, `guard-python-${hash.slice(0, 16)}`);
}

/**
 * Returns a Python with all packages that the tests of guards/python and others need: from GUARD_PYTHON, or as
 * `installGuardPython` made it; `null` if there is none.
 */
export function findGuardPython(): string | null {
  const python = process.env.GUARD_PYTHON ?? join(folder(), 'bin/python');
  return existsSync(python) ? python : null;
}

/** Makes a virtual environment in a folder of this project. Prints a message on failure. */
export function installGuardPython(): void {
  if (findGuardPython() !== null) return;
  const made = `${folder()}.${process.pid}`;
  const { status, stdout } = spawnSync('python3', ['-c', NEEDED, PROJECT], { encoding: 'utf8' });
  const needed = [...String(stdout).trim().split('\n'), ...BESIDE];
  console.error(`Fetching ${needed.join(', ')} for the tests…`);
  mkdirSync(CACHE, { recursive: true });
  // Debian's Python has pip in a package of its own, so the environment is filled from outside.
  // Not compiled: Python does that with the modules that a program imports, which are few of these.
  const quietly = ['-q', '--no-compile', '--disable-pip-version-check', '--root-user-action=ignore'];
  const whole =
    status === 0 &&
    succeeds(['-m', 'venv', '--without-pip', made]) &&
    succeeds(['-m', 'pip', '--python', join(made, 'bin/python'), 'install', ...quietly, ...needed]);
  if (whole && !existsSync(folder())) renameSync(made, folder());
  else rmSync(made, { recursive: true, force: true });
  if (findGuardPython() === null) console.error('The packages for guards/python cannot be fetched.');
}

function succeeds(args: string[]): boolean {
  return spawnSync('python3', args, { stdio: 'ignore' }).status === 0;
}
