import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { forget, startDemo } from './demo/start-demo.ts';

const START = join(import.meta.dirname, '..', 'start.ts');

async function folderFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-start-'));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

async function takenPort(t: TestContext): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** Exit code and all that was written by a start that is to be refused. */
async function refused(env: NodeJS.ProcessEnv, args: string[] = []) {
  const child = spawn(process.execPath, [START, ...args], {
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  const [code] = await once(child, 'close');
  return { code, said };
}

test('an error that keeps the demo from starting is one sentence', async (t) => {
  const folder = await folderFor(t);
  const file = join(folder, 'a file');
  await writeFile(file, '');
  const port = await takenPort(t);
  await writeFile(join(folder, 'master.key'), 'not a key\n');
  const publicly = ['--hosts', 'public', '--tls-port', String(port)];
  const cases: [NodeJS.ProcessEnv, string[], RegExp][] = [
    [
      { LATCHKEY_DATA: await folderFor(t), PORT: String(port) },
      [],
      new RegExp(`^Port ${port} is in use: .*\\.$`),
    ],
    [{ LATCHKEY_DATA: await folderFor(t) }, publicly, new RegExp(`^Port ${port} is in use: .*\\.$`)],
    [
      { LATCHKEY_DATA: file },
      [],
      /^The data folder .*a file cannot be made \(EEXIST\): set LATCHKEY_DATA .*\.$/,
    ],
    [{ LATCHKEY_DATA: join(file, 'in it') }, [], /^The data folder .* cannot be made \(ENOTDIR\): .*\.$/],
    [{ LATCHKEY_DATA: folder }, [], /^The master key file .* restore it from your copy, .*\.$/],
    [{ LATCHKEY_DATA: folder }, ['--host', 'public'], /^Unknown option '--host': the demo takes .*\.$/],
    [
      { LATCHKEY_DATA: folder },
      ['--only', 'proconvy'],
      /^--only "proconvy" is none of the examples: proconvey, procurios, prospectconnect, convert\.$/,
    ],
  ];
  for (const [env, args, sentence] of cases) {
    const { code, said } = await refused(env, args);
    assert.equal(code, 1, said);
    assert.match(said.trimEnd(), sentence);
  }
});

test('a second demo on the folder of one that runs is refused, and touches nothing of it', async (t) => {
  const running = await startDemo({ only: ['prospectconnect'] });
  t.after(async () => {
    await running.end();
    await forget(running.dataDir);
  });
  const file = join(running.dataDir, 'demo.json');
  const redirects = () => {
    const database = new DatabaseSync(join(running.dataDir, 'prospectconnect.sqlite'), { readOnly: true });
    const rows = database.prepare('SELECT id, redirect_uris FROM clients ORDER BY id').all();
    database.close();
    return rows;
  };
  const before = [await readFile(file, 'utf8'), redirects()];
  const { code, said } = await refused({ LATCHKEY_DATA: running.dataDir });
  assert.equal(code, 1);
  assert.match(
    said,
    /^The data folder \S+ is in use by process \d+: stop that, or name another folder by LATCHKEY_DATA\.\n$/,
  );
  assert.deepEqual([await readFile(file, 'utf8'), redirects()], before);
});
