import assert from 'node:assert/strict';
import { test } from 'node:test';
import pino from 'pino';
import { keepSealed } from '../../src/audit/seal/keep-sealed.ts';
import { DAY } from '../../src/lib/clock.ts';
import { openWorld } from '../guard/world.ts';
import { sealedLog } from './sealed.ts';

test('a server that knows a seal does not seal over the place where it was cut off', async (t) => {
  const log = await sealedLog(t);
  await log.record(['api.called', 'token.issued']);
  await log.seal();
  await log.record(['authorization.revoked']);
  const known = await log.seal();
  assert.ok(known);
  await log.record(['session.opened']);
  assert.equal((await log.seal(undefined, known))?.number, 3, 'another process may have gone on');

  log.attack('DELETE FROM audit_seals', 'DELETE FROM audit_seal_parts', 'DELETE FROM audit WHERE id > 1');
  await log.record(['api.called']);
  await assert.rejects(log.seal(undefined, known), /was cut off before seal 2, so nothing is sealed/);
  assert.equal(await log.store.lastSeal(), null);
  // An attacker sealed the rest, up to the same number.
  await log.seal();
  await log.record(['api.called']);
  await log.seal();
  await assert.rejects(log.seal(undefined, known), /was cut off before seal 2/);
});

test('a seal that left by rule is not taken for one that was cut off', async (t) => {
  const log = await sealedLog(t);
  await log.record(['api.called']);
  const known = await log.seal();
  for (const _day of [1, 2]) {
    log.time.now += 10 * DAY;
    await log.record(['api.called']);
    await log.seal();
  }
  assert.ok((await log.removeOld(5)) > 0);
  await log.record(['api.called']);
  assert.equal((await log.seal(undefined, known))?.number, 4);
});

test('the keeper remembers the seal that it made, and says what was done to it', async (t) => {
  const log = await sealedLog(t);
  const world = await openWorld();
  t.after(() => world.close());
  let heard = (_line: { msg: string; error?: string }) => {};
  const next = () => new Promise<{ msg: string; error?: string }>((resolve) => (heard = resolve));
  const stream = { write: (line: string) => heard(JSON.parse(line)) };
  const audit = { ...world.api.config.audit, sealEvery: 0.01 };
  const { store, keys } = log;
  const api = { ...world.api, store, keys, config: { ...world.api.config, audit }, log: pino({}, stream) };
  await log.record(['api.called']);
  const sealed = next();
  const stop = keepSealed(api, { mayDelete: () => false });
  assert.equal((await sealed).msg, 'the log was sealed');
  const again = next();
  await log.record(['token.issued']);
  assert.equal((await again).msg, 'the log was sealed');
  const refused = next();
  log.attack('DELETE FROM audit_seals', 'DELETE FROM audit_seal_parts');
  const { msg, error } = await refused;
  await stop();
  assert.equal(msg, 'the log could not be sealed');
  assert.match(error ?? '', /cut off before seal 2, .* --head 2:[\w-]{43}\.$/);
  assert.equal(await store.lastSeal(), null);
});

test('rows that were written while the clock was behind stay as long as any others', async (t) => {
  const log = await sealedLog(t);
  await log.record(['api.called']);
  await log.seal();
  const { now } = log.time;
  // As where a machine without a battery starts.
  log.time.now = 0;
  await log.record(['authorization.revoked']);
  await log.seal();
  log.time.now = now + DAY;
  await log.record(['api.called']);
  await log.seal();
  assert.equal(await log.removeOld(5), 0);
  log.time.now = now + 6 * DAY;
  assert.equal(await log.removeOld(5), 2);
  assert.deepEqual((await log.verify()).said, []);
});
