import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brokenRules, readSources } from '../server/test/house/import-rules.ts';
import { COMPILER_MEMORY } from './packages/compile.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface Outcome {
  name: string;
  passed: boolean;
  said: string;
}

/** Projects that hold all sources together, the second for a browser. */
export const PROJECTS = ['.', 'dashboard'];
/**
 * Folders that are also compiled separately without browser types, which tests and their packages add. The test of the packages
 * compiles them too.
 */
const WITHOUT_DOM = ['server/src', 'sdk/src'];

/** Beside the tests, more threads would only check some types twice. */
const GOMAXPROCS = '1';

/** Runs types, lint and format, floating promises and the import rules in parallel. Resolves when all have ended. */
export async function check(projects = [...PROJECTS, ...WITHOUT_DOM]): Promise<Outcome[]> {
  const pretty = String(process.stdout.isTTY === true);
  return Promise.all([
    ...projects.map((project) =>
      run(`types of ${project}`, 'tsc', ['-p', project, '--singleThreaded', '--pretty', pretty]),
    ),
    run('promises', 'oxlint', ['--type-aware', '.']),
    run('lint and format', 'biome', ['check', '.']),
    importRules(),
  ]);
}

/** Prints each outcome, with the output of each that failed. Returns `true` if none failed. */
export function report(outcomes: Outcome[]): boolean {
  for (const { name, passed, said } of outcomes) {
    console.log(`${passed ? 'ok  ' : 'FAIL'}  ${name}`);
    if (!passed) console.log(said.trimEnd());
  }
  return outcomes.every(({ passed }) => passed);
}

function run(name: string, tool: string, args: string[]): Promise<Outcome> {
  const file = join(ROOT, 'node_modules', '.bin', process.platform === 'win32' ? `${tool}.cmd` : tool);
  const child = spawn(file, args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
    env: { ...process.env, ...COMPILER_MEMORY, GOMAXPROCS },
  });
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk) => said.push(chunk));
  child.stderr.on('data', (chunk) => said.push(chunk));
  return new Promise((settle) => {
    child.on('error', (error) => settle({ name, passed: false, said: error.message }));
    child.on('close', (code) => settle({ name, passed: code === 0, said: Buffer.concat(said).toString() }));
  });
}

async function importRules(): Promise<Outcome> {
  const broken = brokenRules(await readSources(ROOT));
  return { name: 'import rules', passed: broken.length === 0, said: broken.join('\n') };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = report(await check()) ? 0 : 1;
