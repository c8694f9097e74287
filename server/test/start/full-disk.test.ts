import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { latchkey } from '../cli/shell.ts';
import { type Answered, openShop } from './shop.ts';
import { fill, noSmallDisk, smallDisk } from './small-disk.ts';

it('a full disk: 503 with Retry-After, not ready, alive, few lines; and all is well when there is room', {
  skip: noSmallDisk,
}, async (t) => {
  const disk = smallDisk(t, 6);
  const shop = await openShop(t, disk);
  const { status, body } = await shop.token();
  assert.equal(status, 200);
  const bearer = `Bearer ${body.access_token}`;
  assert.equal((await shop.get('api', '/notes', bearer)).status, 200);

  const empty = fill(disk);
  // The log may have room inside of the file for a while yet, and tokens are given out; but who can go elsewhere should.
  assert.equal((await readiness(shop.get, 503)).body.status, 'unavailable');
  let answers: Answered[] = [];
  for (let turn = 0; turn < 500 && !answers.some((each) => each.status !== 200); turn++) {
    answers = await Promise.all(Array.from({ length: 20 }, () => shop.token()));
  }
  for (const answer of answers.filter((each) => each.status !== 200)) {
    assert.equal(answer.status, 503);
    assert.equal(answer.body.error, 'temporarily_unavailable');
    assert.match(answer.retryAfter ?? '', /^\d+$/);
    assert.doesNotMatch(JSON.stringify(answer.body), /sqlite/);
  }
  assert.ok(
    answers.some((each) => each.status === 503),
    'it never became full',
  );
  // Every row of the log counts: where none can be written, no call gets through.
  // A checkpoint may have begun the log anew in the meantime, which has room again for some.
  let refused: Answered[] = [];
  for (let turn = 0; turn < 200 && refused.length === 0; turn++) {
    const calls = await Promise.all(Array.from({ length: 50 }, () => shop.get('api', '/notes', bearer)));
    refused = calls.filter((each) => each.status !== 200);
  }
  assert.deepEqual(
    [...new Set(refused.map((each) => [each.status, each.body.code, each.retryAfter].join()))],
    ['503,unavailable,10'],
  );
  assert.equal((await shop.get('api', '/healthz')).status, 200);
  assert.equal((await shop.introspect(body.access_token)).body.active, true);
  assert.equal((await shop.get('api', '/readyz')).status, 503);
  const lines = shop.server.written().split('\n');
  const complaints = lines.filter((line) => /"level":"(warn|error)"/.test(line));
  assert.ok(complaints.some((line) => line.includes('shop.sqlite cannot be used: the disk is full')));
  assert.ok(complaints.length < 20, complaints.join('\n'));
  assert.ok(!complaints.some((line) => line.includes('group-commit')), 'stacks');

  empty();
  await readiness(shop.get, 200);
  assert.equal((await shop.token()).status, 200);
  assert.equal((await shop.get('api', '/notes', bearer)).status, 200);

  const emptyAgain = fill(disk);
  shop.server.child.kill('SIGTERM');
  assert.deepEqual(await shop.server.ended, { code: 0, signal: null });
  fill(disk);
  const again = latchkey(t, ['serve', '--port', '0'], shop.home, { LATCHKEY_DATA: disk });
  assert.equal((await again.ended).code, 1);
  assert.match(
    again.written(),
    /^The (database \S+shop\.sqlite cannot be used|data folder \S+ cannot be locked): the disk is full\.$/,
  );
  emptyAgain();
  const last = latchkey(t, ['serve', '--port', '0'], shop.home, { LATCHKEY_DATA: disk });
  await last.says(/up on port/);
});

/** Looks until it answers so; what it found is remembered for a second, and a commit that failed for a few. */
async function readiness(
  get: (host: string, path: string) => Promise<Answered>,
  status: number,
): Promise<Answered> {
  for (;;) {
    const answer = await get('api', '/readyz');
    if (answer.status === status) return answer;
    await pause(100);
  }
}
