import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { settleAnonymous } from '../../../src/audit/anonymous.ts';
import { newSecret } from '../../../src/lib/ids.ts';
import { ClientId } from '../../../src/model/index.ts';
import { countGuess, guessOf } from '../../../src/oauth/client-auth/guessing.ts';
import { secretRecord } from '../../acme/records.ts';
import { secretOf } from '../acme.ts';
import { basic, by, type Reply, redeeming, type Served, serveOAuth } from '../serve.ts';

let served: Served;
beforeEach(async () => {
  served = await serveOAuth();
});
afterEach(() => served.close());

const own = { grant_type: 'client_credentials', scope: 'read' };

function refused(reply: Reply, status: number, error: string) {
  assert.deepEqual([reply.status, reply.json.error], [status, error], reply.text);
  assert.equal(reply.headers['cache-control'], 'no-store');
  if (status === 401) assert.match(String(reply.headers['www-authenticate']), /^Basic realm="acme"/);
}

async function lastReason(): Promise<string | null | undefined> {
  return (await served.rows('token.refused'))[0]?.code;
}

describe('client authentication', () => {
  it('takes Basic with form-encoded id and secret, in any case of the scheme', async () => {
    const headers = basic('web', secretOf('web'));
    assert.equal((await served.post(own, { headers })).status, 200);
    const lower = { authorization: String(headers.authorization).replace('Basic', 'bAsIc') };
    assert.equal((await served.post(own, { headers: lower })).status, 200);
    assert.equal((await served.post({ ...own, client_id: 'web' }, { headers })).status, 200);
  });

  it('takes identifier and secret in the body', async () => {
    assert.equal((await served.post({ ...own, ...by('web') })).status, 200);
  });

  it('refuses a Basic header that was not form-encoded', async () => {
    const raw = Buffer.from(`web:${secretOf('web')}`).toString('base64');
    refused(await served.post(own, { headers: { authorization: `Basic ${raw}` } }), 401, 'invalid_client');
  });

  for (const [what, header] of [
    ['no credentials', 'Basic'],
    ['no base64', 'Basic %%%'],
    ['no colon', `Basic ${Buffer.from('web').toString('base64')}`],
    ['no id', `Basic ${Buffer.from(':secret').toString('base64')}`],
    ['no UTF-8', `Basic ${Buffer.from([0xff, 0x3a, 0xff]).toString('base64')}`],
    ['another scheme', 'Bearer abc'],
  ] as const) {
    it(`refuses an Authorization header with ${what}`, async () => {
      refused(await served.post(own, { headers: { authorization: header } }), 401, 'invalid_client');
    });
  }

  it('refuses two methods at once', async () => {
    const headers = basic('web', secretOf('web'));
    refused(await served.post({ ...own, ...by('web') }, { headers }), 400, 'invalid_request');
    refused(await served.post({ ...own, client_id: 'other' }, { headers }), 400, 'invalid_request');
  });

  it('answers alike whether the client is unknown or the secret wrong', async () => {
    const wrong = await served.post({ ...own, client_id: 'web', client_secret: 'guess' });
    const unknown = await served.post({ ...own, client_id: 'nobody', client_secret: 'guess' });
    refused(wrong, 401, 'invalid_client');
    refused(unknown, 401, 'invalid_client');
    assert.deepEqual(wrong.json, unknown.json);
  });

  it('wants a secret of a confidential client, and none of a public one', async () => {
    refused(await served.post({ ...own, client_id: 'web' }), 401, 'invalid_client');
    assert.equal(await lastReason(), 'secret_missing');
    refused(await served.post({ ...own, client_id: 'spa', client_secret: 'x' }), 401, 'invalid_client');
    assert.equal(await lastReason(), 'secret_of_public_client');
    refused(await served.post(own), 401, 'invalid_client');
    assert.equal(await lastReason(), 'client_not_named');
  });

  it('holds a client to the one method it registered', async () => {
    refused(await served.post({ ...own, ...by('basic-only') }), 401, 'invalid_client');
    assert.equal(await lastReason(), 'method_not_registered');
    const headers = basic('basic-only', secretOf('basic-only'));
    assert.equal((await served.post(own, { headers })).status, 200);
  });

  it('refuses an assertion beside a secret', async () => {
    const assertion = { client_assertion: 'x', client_assertion_type: 'y' };
    refused(await served.post({ ...own, ...by('web'), ...assertion }), 400, 'invalid_request');
    assert.equal(await lastReason(), 'credentials_twice');
  });

  it('takes either of two live secrets and no other', async () => {
    const { store, clock } = served.api;
    const now = clock.now();
    const added = secretRecord('web', 'second', now);
    await store.addClientSecret(added, now + 1000, []);
    const second = { ...own, client_id: 'web', client_secret: 'second' };
    assert.equal((await served.post(second)).status, 200);
    assert.equal((await served.post({ ...own, ...by('web') })).status, 200);
    served.later(1000);
    assert.equal((await served.post(second)).status, 200);
    refused(await served.post({ ...own, ...by('web') }), 401, 'invalid_client');
  });

  it('never refuses a right secret of its own making for the wrong ones of others', async () => {
    const secret = newSecret();
    const record = secretRecord('web', secret);
    await served.api.store.addClientSecret(record, served.api.clock.now() + 1000, []);
    const wrong = { ...own, client_id: 'web', client_secret: newSecret() };
    for (let tries = 0; tries < 10; tries++) refused(await served.post(wrong), 401, 'invalid_client');
    refused(await served.post(wrong), 429, 'temporarily_unavailable');
    for (let tries = 0; tries < 90; tries++) await served.post({ ...wrong, client_id: `client-${tries}` });
    assert.equal((await served.post({ ...own, client_id: 'web', client_secret: secret })).status, 200);
    assert.equal((await served.post(own, { headers: basic('web', secret) })).status, 200);
    const code = await served.consent({ clientId: ClientId('spa') });
    assert.equal((await served.post(redeeming(code, { client_id: 'spa' }))).status, 200);
    refused(await served.post({ ...own, ...by('other') }), 429, 'temporarily_unavailable');
  });

  it('counts no failures of a client without a secret: Basic is tried first, then the form', async () => {
    for (let time = 0; time < 30; time++) {
      const form = redeeming(await served.consent({ clientId: ClientId('spa') }), { client_id: 'spa' });
      refused(await served.post(form, { headers: basic('spa', '') }), 401, 'invalid_client');
      assert.equal((await served.post(form)).status, 200);
    }
    const guess = { ...own, client_id: 'web', client_secret: 'guess' };
    refused(await served.post(guess), 401, 'invalid_client');
    // Nor is it told to wait for the wrong secrets of a neighbour: some libraries go on to the form after 401 alone.
    for (let tries = 0; tries < 100; tries++) {
      await served.post({ ...own, client_id: `client-${tries}`, client_secret: 'guess' });
    }
    refused(await served.post(guess), 429, 'temporarily_unavailable');
    const form = redeeming(await served.consent({ clientId: ClientId('spa') }), { client_id: 'spa' });
    refused(await served.post(form, { headers: basic('spa', '') }), 401, 'invalid_client');
  });

  it('writes one row a minute about somebody who is told to wait, with the number of the others', async () => {
    const guess = { ...own, client_id: 'web', client_secret: 'guess' };
    for (let tries = 0; tries < 30; tries++) await served.post(guess);
    await settleAnonymous(served.api, true);
    const rows = (await served.rows('token.refused')).filter(({ code }) => code === 'too_many_failures');
    assert.deepEqual(
      rows.map(({ detail }) => detail.notRecorded),
      [19, undefined],
    );
  });

  it('makes a guesser wait, and nobody else', async () => {
    const guess = { ...own, client_id: 'web', client_secret: 'guess' };
    for (let tries = 0; tries < 10; tries++) refused(await served.post(guess), 401, 'invalid_client');
    const paused = await served.post({ ...own, ...by('web') });
    refused(paused, 429, 'temporarily_unavailable');
    const seconds = Number(paused.headers['retry-after']);
    assert.ok(seconds >= 1 && seconds <= 60, `Retry-After: ${paused.headers['retry-after']}`);
    for (let time = 0; time < 11; time++) {
      assert.equal((await served.post({ ...own, ...by('other') })).status, 200);
    }
  });

  it('makes somebody wait who tries many clients', async () => {
    for (let tries = 0; tries < 100; tries++) {
      await served.post({ ...own, client_id: `client-${tries}`, client_secret: 'guess' });
    }
    refused(await served.post({ ...own, ...by('web') }), 429, 'temporarily_unavailable');
  });

  it('counts an IPv6 network as one, and keeps no identifier as long as it was sent', async () => {
    const kept = mock.method(Map.prototype, 'set');
    try {
      const clientId = 'x'.repeat(60_000);
      for (let tries = 0; tries < 10; tries++)
        await countGuess(served.api, guessOf(clientId, `2001:db8::${tries}`));
      assert.notEqual(await countGuess(served.api, guessOf(clientId, '2001:db8::ffff')), null);
      assert.equal(await countGuess(served.api, guessOf(clientId, '2001:db8:0:1::1')), null);
      const longest = kept.mock.calls.map(({ arguments: [key] }) => String(key).length);
      assert.ok(Math.max(0, ...longest) < 200);
    } finally {
      kept.mock.restore();
    }
  });

  it('gives a client that is limited to addresses nothing elsewhere, and strangers do not learn of it', async () => {
    const found = await served.api.store.client('web', served.api.clock.now());
    assert.ok(found);
    const settings = { ...found.client.settings, ipAllowlist: ['203.0.113.0/24'] };
    await served.api.store.updateClient({ ...found.client, settings }, []);
    refused(await served.post({ ...own, ...by('web') }), 400, 'unauthorized_client');
    assert.equal(await lastReason(), 'address_not_allowed');
    refused(await served.post(own, { headers: basic('web', 'wrong') }), 401, 'invalid_client');
  });
});
