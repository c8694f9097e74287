import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';
import { ClientId, NO_CONTEXT } from '../../src/model/index.ts';
import { readAuthorizationRequest } from '../../src/oauth/authorize/authorization-request.ts';
import { thumbprintOf } from '../../src/rules/proof/public-key.ts';
import { storedHash } from '../../src/tokens/format.ts';
import { ALIAS, API, CALLBACK, SECOND } from '../oauth/acme.ts';
import { redeeming } from '../oauth/serve.ts';
import { ATTACKS } from './attacks.ts';
import { compactJws, newProver } from './prover.ts';
import { CREDENTIALS, openSite, TOKEN_URI } from './site.ts';

test('a client without a nonce is given one, and comes back with the same code', async (t) => {
  const site = await openSite(t);
  const prover = newProver();
  const code = await site.served.consent();
  const first = await site.token(redeeming(code), site.prove(prover, { nonce: undefined }));
  assert.deepEqual([first.status, first.json.error], [400, 'use_dpop_nonce']);
  assert.equal(first.headers['cache-control'], 'no-store');
  const nonce = String(first.headers['dpop-nonce']);
  assert.match(nonce, /^[A-Za-z0-9_-]{43}$/);

  const second = await site.token(redeeming(code), site.prove(prover, { nonce }));
  assert.deepEqual([second.status, second.json.token_type], [200, 'DPoP']);
  assert.equal(second.headers['dpop-nonce'], site.nonce());

  site.served.later(240 * SECOND);
  const stale = await site.token(CREDENTIALS, site.prove(prover, { nonce }));
  assert.deepEqual([stale.status, stale.json.error], [400, 'use_dpop_nonce']);
  assert.notEqual(stale.headers['dpop-nonce'], nonce);
  const madeUp = await site.token(CREDENTIALS, site.prove(prover, { nonce: 'made-up' }));
  assert.equal(madeUp.json.error, 'use_dpop_nonce');
});

test('without nonces, none is asked for or given out, but a wrong one does not pass', async (t) => {
  const site = await openSite(t, { dpop: { nonces: 'optional' } });
  const without = await site.token(CREDENTIALS, site.prove(newProver(), { nonce: undefined }));
  assert.deepEqual([without.status, without.headers['dpop-nonce']], [200, undefined]);
  const wrong = await site.token(CREDENTIALS, site.prove(newProver(), { nonce: 'made-up' }));
  assert.equal(wrong.json.error, 'use_dpop_nonce');
});

test('every attack on a proof is refused, and none of them burns the code', async (t) => {
  const site = await openSite(t);
  const prover = newProver();
  const code = await site.served.consent();
  for (const attack of ATTACKS) {
    const right = { method: 'POST', uri: TOKEN_URI, at: site.at(), nonce: site.nonce() };
    const answer = await site.token(redeeming(code), attack.proof(prover, right));
    assert.deepEqual([answer.status, answer.json.error], [400, 'invalid_dpop_proof'], attack.title);
    assert.match(String(answer.json.error_description), attack.said, attack.title);
    assert.match(String(answer.json.error_description), /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(answer.json.access_token, undefined);
  }
  const { status } = await site.token(redeeming(code), site.prove(prover));
  assert.equal(status, 200);
});

test('two DPoP headers are refused', async (t) => {
  const site = await openSite(t);
  const prover = newProver();
  const answer = await site.send(TOKEN_URI, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      dpop: [site.prove(prover), site.prove(prover)],
    },
    body: new URLSearchParams(CREDENTIALS).toString(),
  });
  assert.deepEqual([answer.status, answer.json.error], [400, 'invalid_dpop_proof']);
});

test('a proof is used up by what it opened, not by a request that had nothing to show', async (t) => {
  const site = await openSite(t);
  const prover = newProver();
  const proof = site.prove(prover);
  const nothing = [
    redeeming('no such code', { client_id: 'spa' }),
    { grant_type: 'refresh_token', refresh_token: 'no such token', client_id: 'spa' },
    { ...CREDENTIALS, scope: 'no-such-scope' },
  ];
  for (const form of nothing) {
    const answer = await site.token(form, proof);
    assert.equal(answer.status, 400);
    assert.notEqual(answer.json.error, 'invalid_dpop_proof', answer.text);
  }
  const code = await site.served.consent({ clientId: ClientId('spa') });
  assert.equal((await site.token(redeeming(code, { client_id: 'spa' }), proof)).status, 200);
  const again = await site.served.consent({ clientId: ClientId('spa') });
  const second = await site.token(redeeming(again, { client_id: 'spa' }), proof);
  assert.equal(second.json.error, 'invalid_dpop_proof');
  const other = await site.token(redeeming(again, { client_id: 'spa' }), site.prove(prover));
  assert.equal(other.status, 200, 'and a repeated proof burns no code');
});

test('a proof works once, also among fifty at once', async (t) => {
  const site = await openSite(t);
  const prover = newProver();
  const proof = site.prove(prover, { claims: { jti: 'the same' } });
  assert.equal((await site.token(CREDENTIALS, proof)).status, 200);
  const again = await site.token(CREDENTIALS, proof);
  assert.deepEqual([again.status, again.json.error], [400, 'invalid_dpop_proof']);
  assert.match(String(again.json.error_description), /used before/);
  // The id is remembered, not the bytes; and it is the key's own.
  const resigned = await site.token(CREDENTIALS, site.prove(prover, { claims: { jti: 'the same' } }));
  assert.equal(resigned.status, 400);
  const another = await site.token(CREDENTIALS, site.prove(newProver(), { claims: { jti: 'the same' } }));
  assert.equal(another.status, 200);

  const raced = site.prove(prover);
  const answers = await Promise.all(Array.from({ length: 50 }, () => site.token(CREDENTIALS, raced)));
  const statuses = answers.map(({ status }) => status).sort();
  assert.deepEqual(statuses, [200, ...Array.from({ length: 49 }, () => 400)]);
});

test('clocks may differ by ten seconds', async (t) => {
  const site = await openSite(t);
  const prover = newProver();
  for (const skew of [-10, 10]) {
    assert.equal((await site.token(CREDENTIALS, site.prove(prover, { at: site.at() + skew }))).status, 200);
  }
});

test('every algorithm that is advertised works, on every host of the token endpoint', async (t) => {
  const site = await openSite(t);
  const ed = generateKeyPairSync('ed25519');
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pss = { padding: 6, saltLength: 32 };
  const makers = {
    EdDSA: { pair: ed, signer: (input: Buffer) => sign(null, input, ed.privateKey) },
    Ed25519: { pair: ed, signer: (input: Buffer) => sign(null, input, ed.privateKey) },
    RS256: { pair: rsa, signer: (input: Buffer) => sign('sha256', input, rsa.privateKey) },
    PS256: { pair: rsa, signer: (input: Buffer) => sign('sha256', input, { key: rsa.privateKey, ...pss }) },
  };
  for (const [alg, { pair, signer }] of Object.entries(makers)) {
    const jwk = pair.publicKey.export({ format: 'jwk' });
    const claims = { jti: alg, htm: 'POST', htu: TOKEN_URI, iat: site.at(), nonce: site.nonce() };
    const answer = await site.token(CREDENTIALS, compactJws({ typ: 'dpop+jwt', alg, jwk }, claims, signer));
    assert.equal(answer.status, 200, `${alg} ${answer.text}`);
    const asked = await site.served.api.store.accessToken(storedHash(String(answer.json.access_token)));
    assert.deepEqual(asked?.token.confirmation, { jkt: thumbprintOf(jwk as Record<string, unknown>) });
  }
  const uri = `https://${ALIAS}/oauth/token`;
  const prover = newProver();
  assert.equal((await site.token(CREDENTIALS, site.prove(prover, { uri }), ALIAS)).status, 200);
  const crossed = await site.token(CREDENTIALS, site.prove(prover, { uri }), API);
  assert.equal(crossed.json.error, 'invalid_dpop_proof');
});

test('a client registered for bound tokens gets none without a proof', async (t) => {
  const site = await openSite(t);
  await site.change('web', { settings: { dpopBound: true } });
  const code = await site.served.consent();
  const bare = await site.token(redeeming(code), null);
  assert.deepEqual([bare.status, bare.json.error], [400, 'invalid_dpop_proof']);
  assert.equal((await site.token(redeeming(code), site.prove(newProver()))).json.token_type, 'DPoP');
});

test('an API can have every token bound', async (t) => {
  const site = await openSite(t, { tokens: { senderConstrained: 'required' } });
  const bare = await site.token(CREDENTIALS, null);
  assert.deepEqual([bare.status, bare.json.error], [400, 'invalid_request']);
  assert.equal((await site.token(CREDENTIALS, site.prove(newProver()))).status, 200);
});

test('a code that was asked for with dpop_jkt is worth nothing without that key', async (t) => {
  const site = await openSite(t);
  const [owner, thief] = [newProver(), newProver()];
  const context = { ...NO_CONTEXT, confirmation: { jkt: owner.thumbprint } };
  const code = await site.served.consent({ context });
  const stolen = await site.token(redeeming(code), site.prove(thief));
  assert.deepEqual([stolen.status, stolen.json.error], [400, 'invalid_grant']);
  const bare = await site.token(redeeming(code), null);
  assert.deepEqual([bare.status, bare.json.error], [400, 'invalid_dpop_proof']);
  assert.equal((await site.token(redeeming(code), site.prove(owner))).status, 200);
});

test('dpop_jkt is read at the authorization endpoint, and refused when it can be no thumbprint', async (t) => {
  const site = await openSite(t);
  const query = (jkt: string) =>
    new URLSearchParams({
      response_type: 'code',
      client_id: 'web',
      redirect_uri: CALLBACK,
      scope: 'read',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
      dpop_jkt: jkt,
    }).toString();
  const { thumbprint } = newProver();
  const read = await readAuthorizationRequest(site.served.api, query(thumbprint));
  assert.ok(read.ok);
  assert.deepEqual(read.value.confirmation, { jkt: thumbprint });
  const { endpoints } = site.served.api.address;
  for (const bad of ['short', `${thumbprint}x`, thumbprint.replace(/.$/, 'B')]) {
    const answer = await site.send(`${endpoints.authorization}?${query(bad)}`);
    assert.equal(answer.status, 303);
    assert.equal(new URL(String(answer.headers.location)).searchParams.get('error'), 'invalid_request');
  }
});

test('a pushed request takes its key from the proof that came with it', async (t) => {
  const site = await openSite(t);
  const prover = newProver();
  const uri = site.served.api.address.endpoints.pushedAuthorization;
  const form = {
    ...CREDENTIALS,
    grant_type: '',
    response_type: 'code',
    redirect_uri: CALLBACK,
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  };
  const push = (over: Record<string, string>, dpop: string) =>
    site.send(uri, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', dpop },
      body: new URLSearchParams({ ...form, ...over }).toString(),
    });
  const pushed = await push({}, site.prove(prover, { uri }));
  assert.equal(pushed.status, 201, pushed.text);
  const query = new URLSearchParams({ client_id: 'web', request_uri: String(pushed.json.request_uri) });
  const read = await readAuthorizationRequest(site.served.api, query.toString());
  assert.ok(read.ok, JSON.stringify(read));
  assert.deepEqual(read.value.confirmation, { jkt: prover.thumbprint });
  const contradicted = await push({ dpop_jkt: newProver().thumbprint }, site.prove(prover, { uri }));
  assert.deepEqual([contradicted.status, contradicted.json.error], [400, 'invalid_request']);
  const forAnotherEndpoint = await push({}, site.prove(prover));
  assert.deepEqual([forAnotherEndpoint.status, forAnotherEndpoint.json.error], [400, 'invalid_dpop_proof']);
});
