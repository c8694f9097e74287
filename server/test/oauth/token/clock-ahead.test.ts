import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sha256 } from '../../../src/lib/compare.ts';
import { newSecret } from '../../../src/lib/ids.ts';
import { ClientId, UserId } from '../../../src/model/index.ts';
import { by, redeeming, serveOAuth } from '../serve.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

it('a token issued while the clock was ahead is invalid after the correction, and valid again when its time has come', async (t) => {
  const served = await serveOAuth();
  t.after(() => served.close());
  const connect = async () => {
    const { json } = await served.post(redeeming(await served.consent()));
    return { access: String(json.access_token), refresh: String(json.refresh_token) };
  };
  const active = async (token: string) =>
    (await served.post({ token, ...by('web') }, { path: '/oauth/introspect' })).json.active;
  const refresh = (refresh_token: string) =>
    served.post({ grant_type: 'refresh_token', refresh_token, ...by('web') });
  const { store, clock } = served.api;
  const row = () => ({ hash: sha256(newSecret()), createdAt: clock.now(), expiresAt: clock.now() + DAY });
  const initial = { ...row(), usesLeft: null };
  const session = {
    ...row(),
    publicId: 'ses_1',
    userId: UserId('usr_ann'),
    methods: ['pwd' as const],
    browser: null,
    lastSeenAt: clock.now() + 400 * DAY,
  };
  const pushed = { ...row(), clientId: ClientId('web'), parameters: [], consumedAt: null };

  served.later(400 * DAY);
  const later = await connect();
  const code = await served.consent();
  for (const each of [initial, session, pushed]) {
    each.createdAt += 400 * DAY;
    each.expiresAt += 400 * DAY;
  }
  await store.addInitialAccessToken(initial, []);
  await store.openSession(session, []);
  await store.pushRequest(pushed, []);
  const stands = async () => [
    await active(later.access),
    await active(later.refresh),
    (await store.session(session.hash, clock.now())) !== null,
    (await store.pushedRequest(pushed.hash, clock.now())) !== null,
    (await store.initialAccessToken(initial.hash, clock.now())) !== null,
  ];
  assert.deepEqual(await stands(), [true, true, true, true, true]);

  served.later(-400 * DAY);
  assert.deepEqual(await stands(), [false, false, false, false, false]);
  for (const reply of [await refresh(later.refresh), await served.post(redeeming(code))]) {
    assert.deepEqual([reply.status, reply.json.error], [400, 'invalid_grant']);
  }
  assert.equal(await store.consumePushedRequest(pushed.hash, clock.now(), []), 'used');
  // A token that is issued now counts.
  assert.equal(await active((await connect()).access), true);

  // By a minute the clocks of two machines may differ.
  served.later(400 * DAY - 2 * MINUTE);
  assert.deepEqual(await stands(), [false, false, false, false, false]);
  served.later(MINUTE);
  assert.deepEqual(await stands(), [true, true, true, true, true]);
  assert.equal((await refresh(later.refresh)).status, 200, 'nothing was used up or ended meanwhile');
});
