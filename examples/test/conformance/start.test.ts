import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const START = join(import.meta.dirname, '../../conformance/start.ts');

async function refused(args: string[]) {
  const child = spawn(process.execPath, [START, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  const [code] = await once(child, 'close');
  return { code, said: said.trimEnd() };
}

test('an error that keeps the rig from starting is one sentence', async (t) => {
  const out = await mkdtemp(join(tmpdir(), 'latchkey-rig-refused-'));
  t.after(() => rm(out, { recursive: true, force: true }));
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  t.after(() => taken.close());
  const address = taken.address();
  const port = String(typeof address === 'object' ? address?.port : '');
  const cases: [string[], RegExp][] = [
    [['--plan', 'basic'], /^Unknown option '--plan': npm run conformance takes --host, --port, .*\.$/],
    [['--port', 'any'], /^--port is "any", which is no port: .*\.$/],
    [['--port', port], new RegExp(`^Port ${port} is in use: .*\\.$`)],
    [['--suite', 'localhost:8443'], /^--suite is "localhost:8443": name an address, https and all\.$/],
    [['--cert', 'chain.pem'], /^--cert and --key belong together\.$/],
    [['--cert', 'no.pem', '--key', 'no.pem'], /^--cert no\.pem cannot be read \(ENOENT\)\.$/],
  ];
  const outcomes = await Promise.all(cases.map(([args]) => refused([...args, '--out', out])));
  for (const [index, { code, said }] of outcomes.entries()) {
    assert.equal(code, 1, said);
    assert.match(said, cases[index]?.[1] ?? /^$/);
  }
});
