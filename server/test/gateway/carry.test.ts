import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { test } from 'node:test';
import { carry } from '../../src/gateway/carry.ts';
import { openProxied } from './proxied.ts';
import { fetchRaw } from './sockets.ts';

test('the memory of a part is given back when it is written, not before, and never of one that shares it', async () => {
  const from = new PassThrough();
  const written: (() => void)[] = [];
  const to = new Writable({ write: (_part, _encoding, done) => void written.push(done) });
  carry(from, to);
  const shared = Buffer.alloc(8).subarray(0, 4);
  const parts = [Buffer.alloc(1_000, 'a'), shared];
  for (const part of parts) from.write(part);
  await new Promise(setImmediate);
  assert.deepEqual([parts[0]?.length, written.length], [1_000, 1]);
  written[0]?.();
  await new Promise(setImmediate);
  written[1]?.();
  await new Promise(setImmediate);
  assert.deepEqual(
    parts.map(({ length }) => length),
    [0, 4],
  );
});

test('a source waits for a target that is full, and is left alone when it is stopped', async () => {
  const from = new PassThrough();
  let done = () => {};
  const to = new Writable({
    highWaterMark: 1,
    write: (_part, _encoding, written) => {
      done = written;
    },
  });
  const stop = carry(from, to);
  from.write('one');
  await new Promise(setImmediate);
  assert.ok(from.isPaused());
  done();
  await once(from, 'resume');
  stop();
  assert.deepEqual([from.listenerCount('data'), to.listenerCount('drain')], [0, 0]);
});

test('a target that is gone is written to no more', async () => {
  const from = new PassThrough();
  const to = new PassThrough();
  carry(from, to);
  to.destroy();
  await once(to, 'close');
  assert.equal(from.listenerCount('data'), 0);
});

test('bodies that pass at the same time stay whole in both directions', async (t) => {
  const proxied = await openProxied();
  t.after(() => proxied.close());
  proxied.behind((incoming, response) => void incoming.pipe(response));

  const bodies = Array.from({ length: 8 }, (_, index) => randomBytes(300_000 + index).toString('hex'));
  const headers = { ...proxied.bearer, 'content-type': 'application/octet-stream' };
  const answers = await Promise.all(
    bodies.map((body) => fetchRaw(proxied.front.port, '/cases', { method: 'POST', headers, body })),
  );
  assert.ok(answers.every(({ body }, index) => body === bodies[index]));
});
