import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guarded } from './guarded.ts';
import { connect, row, worldFor } from './world.ts';

test('a decision with an optional token is reused for that token, one without a token for one call only', async (t) => {
  const world = await worldFor(t);
  const guard = await guarded(t, world);
  const { token, grant } = await connect(world.api);
  const uri = '/maybe';
  const whoWith = async (authorization: string) => {
    const answer = await guard.call(token, { uri, authorization, headers: {} });
    if (!answer.allowed) return String(answer.status);
    return `${answer.caller?.user?.id ?? 'nobody'} ${answer.basis ?? 'asked'}`;
  };
  assert.equal(await whoWith(''), 'nobody asked');
  assert.equal(await whoWith(`Bearer ${token}`), 'usr_1 asked');
  assert.equal(await whoWith(`Bearer ${token}`), 'usr_1 stream');
  assert.equal(await whoWith(''), 'nobody asked');
  assert.equal(await whoWith('Bearer pat_wrong'), '401');
  const heard = guard.next('changed');
  const { id: grantId, tenantId } = grant;
  const audit = [row('authorization.revoked', { tenantId, grantId })];
  await world.api.store.revokeGrant({ grantId, tenantId, now: Date.now(), audit });
  await heard;
  assert.equal(await whoWith(`Bearer ${token}`), '401');
});
