import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { createLogger, type Logger, logLine } from '../../src/lib/logger.ts';
import { fill, noSmallDisk, smallDisk } from '../start/small-disk.ts';
import { folder } from '../store/fixtures.ts';

/** Returns the lines of a log so far. */
function read(file: string, log: Logger): Record<string, unknown>[] {
  log.flush();
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
    read(file, log).map(({ requestId }) => requestId),
    ['r0', 'other', 'a', 'b'],
  );
  t.mock.timers.tick(60_000);
  assert.deepEqual(
    read(file, log)
      .slice(4)
      .map(({ msg, repeated }) => [msg, repeated]),
    [['a request failed', 999]],
  );
  complain('r1000');
  t.mock.timers.tick(60_000);
  assert.equal(read(file, log).length, 6);
  // A quiet minute: the next is news again.
  t.mock.timers.tick(60_000);
  complain('r1001');
  assert.deepEqual(read(file, log).at(-1)?.requestId, 'r1001');
});

it('a log on a full disk loses lines, and goes on when there is room', { skip: noSmallDisk }, (t) => {
  const disk = smallDisk(t, 1);
  const file = join(disk, 'log');
  const log = createLogger({ level: 'info', file });
  log.info('before');
  log.flush();
  fill(disk);
  for (let number = 0; number < 200; number++) log.info({ number, filler: 'x'.repeat(1_000) }, 'lost');
  log.flush();
  rmSync(join(disk, 'something-else'));
  log.info('after');
  log.flush();
  const said = readFileSync(file, 'utf8');
  assert.match(said, /before/);
  assert.match(said, /after/);
  assert.ok(!said.includes('"number":199'), 'what was lost was kept in memory');
});

it('lines wait a moment, a warning not, and none is lost at the exit of the process', (t) => {
  const files = folder();
  t.after(files.remove);
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const file = files.path('log');
  const log = createLogger({ level: 'info', file });
  const said = () => readFileSync(file, 'utf8').split('\n').length - 1;
  log.info('one');
  log.info('two');
  assert.equal(said(), 0);
  t.mock.timers.tick(100);
  assert.equal(said(), 2);
  log.info('three');
  log.warn('four');
  assert.equal(said(), 4, 'a warning takes those before it along');
  for (let number = 0; number < 100; number++) log.info({ filler: 'x'.repeat(1_000) }, 'more');
  assert.ok(said() > 60, 'a full block does not wait');

  const child = `
    import { createLogger } from ${JSON.stringify(new URL('../../src/lib/logger.ts', import.meta.url).href)};
    createLogger({ level: 'info' }).info('last');
    process.exit(3);`;
  const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', child]);
  assert.equal(status, 3);
  assert.match(String(stdout), /"msg":"last"/);
});

it('a line of a request is written as any other, and not where the level is above it', (t) => {
  const files = folder();
  t.after(files.remove);
  t.mock.timers.enable({ apis: ['Date'] });
  const line = { requestId: 'r1', path: '/"ü\u0001\n', status: 200, client: undefined };
  for (const level of ['info', 'warn']) {
    const file = files.path(level);
    const log = createLogger({ level, file });
    log.info(line);
    logLine(log, line);
    log.flush();
    const [expected, got = expected, end] = readFileSync(file, 'utf8').split('\n');
    assert.equal(got, expected);
    assert.equal(end, level === 'info' ? '' : undefined);
  }
});

it('lines that do not fit into a block are whole and in their order', (t) => {
  const files = folder();
  t.after(files.remove);
  const file = files.path('log');
  const log = createLogger({ level: 'info', file });
  const lengths = [10, 30_000, 21_845, 21_846, 40_000, 5, 70_000, 1];
  for (const length of lengths) logLine(log, { filler: 'ü'.repeat(length) });
  assert.deepEqual(
    read(file, log).map(({ filler }) => String(filler).length),
    lengths,
  );
});
