import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ClientId } from '../../../src/model/index.ts';
import { by, redeeming, type Served, serveOAuth } from '../serve.ts';

let served: Served;
before(async () => {
  served = await serveOAuth();
});
after(() => served.close());

describe('races over HTTP', () => {
  it('100 parallel redemptions of one code: one success, and its tokens end with the replays', async () => {
    const code = await served.consent();
    const replies = await Promise.all(Array.from({ length: 100 }, () => served.post(redeeming(code))));
    const won = replies.filter(({ status }) => status === 200);
    assert.equal(won.length, 1);
    for (const { status, json } of replies.filter((reply) => reply !== won[0])) {
      assert.deepEqual([status, json.error], [400, 'invalid_grant']);
    }
    const refresh_token = String(won[0]?.json.refresh_token);
    const after = await served.post({ grant_type: 'refresh_token', refresh_token, ...by('web') });
    assert.equal(after.json.error, 'invalid_grant');
  });

  for (const [clientId, given] of [
    ['web', 50],
    ['spa', 2],
  ] as const) {
    it(`50 parallel refreshes by ${clientId}: one successor for ${given}, and the family goes on`, async (t) => {
      const code = await served.consent({ clientId: ClientId(clientId) });
      const { json } = await served.post(redeeming(code, { client_id: clientId }));
      const refresh = (token: unknown) =>
        served.post({ grant_type: 'refresh_token', refresh_token: String(token), ...by(clientId) });
      // The successor is derived from the moment of the exchange, and each of them has another.
      const { clock } = served.api;
      const now = clock.now();
      let looks = 0;
      t.mock.method(clock, 'now', () => now + ++looks);
      const replies = await Promise.all(Array.from({ length: 50 }, () => refresh(json.refresh_token)));
      t.mock.restoreAll();
      const answered = replies.filter(({ status }) => status === 200);
      const refused = replies.filter(({ status }) => status === 400);
      assert.deepEqual([answered.length, refused.length], [given, 50 - given]);
      assert.ok(refused.every(({ json: { error } }) => error === 'invalid_grant'));
      const successors = new Set(answered.map((reply) => reply.json.refresh_token));
      assert.equal(successors.size, 1);
      assert.equal(new Set(answered.map((reply) => reply.json.access_token)).size, given);
      assert.equal((await refresh([...successors][0])).status, 200);
    });
  }

  it('a revocation among refreshes leaves nothing usable', async () => {
    const { json } = await served.post(redeeming(await served.consent()));
    const token = String(json.refresh_token);
    const refresh = (refresh_token: string) =>
      served.post({ grant_type: 'refresh_token', refresh_token, ...by('web') });
    const revoke = () => served.post({ token, ...by('web') }, { path: '/oauth/revoke' });
    const replies = await Promise.all([refresh(token), refresh(token), revoke(), refresh(token)]);
    assert.equal((await refresh(token)).json.error, 'invalid_grant');
    const given = replies.flatMap((reply) => (reply.json.access_token ? [reply.json] : []));
    for (const { access_token, refresh_token } of given) {
      assert.equal((await refresh(String(refresh_token))).json.error, 'invalid_grant');
      const asked = await served.post(
        { token: String(access_token), ...by('web') },
        { path: '/oauth/introspect' },
      );
      assert.deepEqual(asked.json, { active: false });
    }
  });
});
