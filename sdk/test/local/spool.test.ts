import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Spool } from '../../src/local/spool.ts';

const MUCH = 1_000_000;
const call = (n: number): [number, string, string, string] => [n, '192.0.2.7', `req_${n}`, 'stream'];

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-spool-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Leaves the files of a process that was just killed: with the id of one that has ended. */
function leftBehind(folder: string, lines: string): void {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(join(folder, `00000000-0000-4000-8000-000000000000.${pid}.open`), lines);
}

test('keeps each decision once and every call, and forgets what is delivered', async (t) => {
  for (const folder of [null, folderFor(t)]) {
    const spool = new Spool(folder, MUCH);
    for (const [identity, n] of [
      ['a', 1],
      ['b', 2],
      ['a', 3],
    ] as const)
      assert.ok(spool.add(identity, call(n)));
    await spool.seal();
    const [id = ''] = spool.sealed;
    const batch = spool.read(id);
    assert.deepEqual(batch?.decisions, ['a', 'b']);
    assert.deepEqual(
      batch?.calls.map(([decision, at]) => [decision, at]),
      [
        [0, 1],
        [1, 2],
        [0, 3],
      ],
    );
    spool.delivered(id);
    assert.deepEqual(spool.sealed, []);
    if (folder !== null) assert.deepEqual(readdirSync(folder), []);
  }
});

test('no batch grows beyond what Latchkey takes, however long the one before is under way', async (t) => {
  for (const folder of [null, folderFor(t)]) {
    const spool = new Spool(folder, 10 * MUCH);
    for (let n = 0; n < 1_700; n++) assert.ok(spool.add('a', call(n)));
    for (let n = 0; n < 450; n++) assert.ok(spool.add(`decision ${n}`, call(n)));
    await spool.seal();
    const batches = spool.sealed.map((id) => spool.read(id));
    assert.ok(batches.every((batch) => batch && batch.calls.length <= 500 && batch.decisions.length <= 200));
    assert.equal(
      batches.reduce((all, batch) => all + (batch?.calls.length ?? 0), 0),
      2_150,
    );
  }
});

test('a call is in the file before it is let through, for nobody else to read', (t) => {
  const folder = folderFor(t);
  const spool = new Spool(folder, MUCH);
  assert.ok(spool.add('a', call(1)));
  const [name = ''] = readdirSync(folder);
  assert.equal(readFileSync(join(folder, name), 'utf8'), '"a"\n[0,1,"192.0.2.7","req_1","stream"]\n');
  assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600);
});

test('takes up what a killed process left behind, but for the line that was cut off', (t) => {
  const folder = folderFor(t);
  leftBehind(folder, '"a"\n[0,1,"","req_1","stream"]\n[0,2,"","req_');
  const spool = new Spool(folder, MUCH);
  const [id = ''] = spool.sealed;
  assert.deepEqual(spool.read(id), {
    id: '00000000-0000-4000-8000-000000000000',
    decisions: ['a'],
    calls: [[0, 1, '', 'req_1', 'stream']],
  });
});

test('leaves alone what is still being written', (t) => {
  const folder = folderFor(t);
  const first = new Spool(folder, MUCH);
  first.add('a', call(1));
  assert.deepEqual(new Spool(folder, MUCH).sealed, []);
  const [name = ''] = readdirSync(folder);
  appendFileSync(join(folder, `11111111-0000-4000-8000-000000000000.${process.ppid}.open`), '"b"\n');
  assert.deepEqual(new Spool(folder, MUCH).sealed, []);
  assert.ok(readdirSync(folder).includes(name));
});

test('takes no call beyond its size, counting what was there before', async (t) => {
  const folder = folderFor(t);
  const spool = new Spool(folder, 200);
  let taken = 0;
  while (spool.add('a', call(taken))) taken++;
  assert.ok(taken > 2 && taken < 8);
  await spool.seal();
  assert.equal(new Spool(folder, 200).add('a', call(9)), false);
  const [id = ''] = spool.sealed;
  spool.delivered(id);
  assert.ok(spool.add('a', call(9)));
});

test('says at once that its folder cannot be used', (t) => {
  const file = join(folderFor(t), 'file');
  writeFileSync(file, '');
  assert.throws(() => new Spool(file, MUCH), /EEXIST|ENOTDIR/);
});
