import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { createLogger } from '../../src/lib/logger.ts';
import { fill, noSmallDisk, smallDisk } from '../start/small-disk.ts';
import { folder } from '../store/fixtures.ts';

function read(file: string): Record<string, unknown>[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line));
}

it('a complaint that is repeated is said once a minute, with how often; what is no complaint, each time', (t) => {
  const files = folder();
  t.after(files.remove);
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const file = files.path('log');
  const log = createLogger({ level: 'info', file });
  const complain = (requestId: string, message = 'the disk is full') =>
    log.error({ requestId, error: { message, stack: `at ${requestId}` } }, 'a request failed');
  for (let number = 0; number < 1_000; number++) complain(`r${number}`);
  complain('other', 'something else');
  log.info({ requestId: 'a' }, 'answered');
  log.info({ requestId: 'b' }, 'answered');
  assert.deepEqual(
    read(file).map(({ requestId }) => requestId),
    ['r0', 'other', 'a', 'b'],
  );
  t.mock.timers.tick(60_000);
  assert.deepEqual(
    read(file)
      .slice(4)
      .map(({ msg, repeated }) => [msg, repeated]),
    [['a request failed', 999]],
  );
  complain('r1000');
  t.mock.timers.tick(60_000);
  assert.equal(read(file).length, 6);
  // A quiet minute: the next is news again.
  t.mock.timers.tick(60_000);
  complain('r1001');
  assert.deepEqual(read(file).at(-1)?.requestId, 'r1001');
});

it('a log on a full disk loses lines, and goes on when there is room', { skip: noSmallDisk }, (t) => {
  const disk = smallDisk(t, 1);
  const file = join(disk, 'log');
  const log = createLogger({ level: 'info', file });
  log.info('before');
  fill(disk);
  for (let number = 0; number < 200; number++) log.info({ number, filler: 'x'.repeat(1_000) }, 'lost');
  rmSync(join(disk, 'something-else'));
  log.info('after');
  const said = readFileSync(file, 'utf8');
  assert.match(said, /before/);
  assert.match(said, /after/);
  assert.ok(!said.includes('"number":199'), 'what was lost was kept in memory');
});
