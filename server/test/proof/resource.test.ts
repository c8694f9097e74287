import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientId } from '../../src/model/index.ts';
import { ALIAS, API, SANDBOX, SECOND } from '../oauth/acme.ts';
import { basic, redeeming } from '../oauth/serve.ts';
import { ATTACKS } from './attacks.ts';
import { newProver, type ProofOptions } from './prover.ts';
import { CASES, CREDENTIALS, openSite, type Site, TOKEN_URI } from './site.ts';

const METADATA = `resource_metadata="https://${API}/.well-known/oauth-protected-resource"`;
const ALGS = 'algs="ES256 EdDSA Ed25519 PS256 RS256"';

async function bound(site: Site) {
  const prover = newProver();
  const token = await site.boundToken(prover);
  const right = (over: Partial<ProofOptions> = {}): ProofOptions => {
    return { method: 'GET', uri: CASES, at: site.at(), nonce: site.nonce(), token, ...over };
  };
  const call = (dpop: string | null, over: { uri?: string; method?: string; scheme?: string } = {}) =>
    site.send(over.uri ?? CASES, {
      method: over.method ?? 'GET',
      headers: {
        authorization: `${over.scheme ?? 'DPoP'} ${token}`,
        ...(dpop === null ? {} : { dpop }),
      },
    });
  return { prover, token, right, call };
}

test('a bound token opens the API with a proof, and the API sees neither', async (t) => {
  const site = await openSite(t);
  const { prover, right, call } = await bound(site);
  const answer = await call(prover.proof(right()));
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.headers['dpop-nonce'], site.nonce());
  const seen = answer.json.headers as Record<string, string>;
  assert.deepEqual([seen.authorization, seen.dpop], [undefined, undefined]);
  assert.equal((await call(prover.proof(right()), { scheme: 'dpop' })).status, 200);
  const posted = await call(prover.proof(right({ method: 'POST' })), { method: 'POST' });
  assert.equal(posted.status, 200);
  // Query and fragment of htu do not count (RFC 9449 section 4.3), and neither does the query of the call.
  const queried = prover.proof(right({ uri: `${CASES}?page=1` }));
  assert.equal((await call(queried, { uri: `${CASES}?page=2` })).status, 200);
});

test('every attack on a proof is refused at the API, with a challenge that says why', async (t) => {
  const site = await openSite(t);
  const { prover, right, call } = await bound(site);
  for (const attack of ATTACKS) {
    if (attack.title === 'htu "https://api.acme.test/oauth/token"') continue;
    const answer = await call(attack.proof(prover, right()));
    assert.deepEqual([answer.status, answer.json.code], [401, 'invalid_proof'], attack.title);
    assert.match(String(answer.json.detail), attack.said, attack.title);
    assert.equal(answer.json.remedy, 'fix_request');
    const challenge = String(answer.headers['www-authenticate']);
    assert.match(challenge, /^DPoP realm="Acme", error="invalid_dpop_proof", error_description="/);
    assert.ok(challenge.endsWith(`${METADATA}, ${ALGS}`), challenge);
  }
  const other = async (over: Partial<ProofOptions>, said: RegExp) => {
    const answer = await call(prover.proof(right(over)));
    assert.deepEqual([answer.status, answer.json.code], [401, 'invalid_proof']);
    assert.match(String(answer.json.detail), said);
  };
  await other({ method: 'POST' }, /htm/);
  await other({ uri: TOKEN_URI }, /htu/);
  await other({ uri: `https://${ALIAS}/cases` }, /htu/);
  await other({ uri: `http://${API}/cases` }, /htu/);
  await other({ token: undefined }, /ath/);
  await other({ token: 'another token' }, /ath/);
  const without = await call(null);
  assert.deepEqual([without.status, without.json.code], [401, 'invalid_proof']);
  assert.equal((await call(prover.proof(right()))).status, 200);
});

test('a nonce is asked for, given, and must be fresh', async (t) => {
  const site = await openSite(t);
  const { prover, right, call } = await bound(site);
  for (const nonce of [undefined, 'made-up']) {
    const answer = await call(prover.proof(right({ nonce })));
    assert.deepEqual([answer.status, answer.json.code], [401, 'nonce_required']);
    assert.equal(answer.headers['dpop-nonce'], site.nonce());
    assert.match(String(answer.headers['www-authenticate']), /^DPoP realm="Acme", error="use_dpop_nonce"/);
  }
  const old = site.nonce();
  site.served.later(240 * SECOND);
  assert.equal((await call(prover.proof(right({ nonce: old })))).json.code, 'nonce_required');
});

test('a proof works once at the API, also among fifty at once', async (t) => {
  const site = await openSite(t);
  const { prover, right, call } = await bound(site);
  const proof = prover.proof(right());
  assert.equal((await call(proof)).status, 200);
  const again = await call(proof);
  assert.deepEqual([again.status, again.json.code], [401, 'invalid_proof']);
  assert.match(String(again.json.detail), /used before/);
  const raced = prover.proof(right());
  const answers = await Promise.all(Array.from({ length: 50 }, () => call(raced)));
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  assert.equal(answers.filter(({ status }) => status === 401).length, 49);
});

test('a bound token is worth nothing as a bearer token, nor with another key', async (t) => {
  const site = await openSite(t);
  const { prover, token, right, call } = await bound(site);
  for (const dpop of [null, prover.proof(right())]) {
    const downgraded = await call(dpop, { scheme: 'Bearer' });
    assert.deepEqual([downgraded.status, downgraded.json.code], [401, 'token_bound']);
    const challenge = String(downgraded.headers['www-authenticate']);
    assert.match(challenge, /^Bearer realm="Acme", error="invalid_token", /);
    assert.ok(challenge.endsWith(`${METADATA}, DPoP ${ALGS}, ${METADATA}`), challenge);
  }
  const thief = await call(newProver().proof(right()));
  assert.deepEqual([thief.status, thief.json.code], [401, 'token_bound']);
  assert.match(String(thief.headers['www-authenticate']), /^DPoP realm="Acme", error="invalid_token"/);

  const twice = await site.send(CASES, {
    headers: { authorization: `DPoP ${token}`, dpop: [prover.proof(right()), prover.proof(right())] },
  });
  assert.equal(twice.json.code, 'invalid_proof');
  const both = await site.send(CASES, {
    headers: { authorization: [`DPoP ${token}`, `Bearer ${token}`], dpop: prover.proof(right()) },
  });
  assert.deepEqual([both.status, both.json.code], [401, 'invalid_token']);
});

test('an unbound token is refused under the scheme DPoP, proof or not', async (t) => {
  const site = await openSite(t);
  const token = String((await site.token(CREDENTIALS, null)).json.access_token);
  const proof = newProver().proof({ method: 'GET', uri: CASES, at: site.at(), nonce: site.nonce(), token });
  const answer = await site.send(CASES, { headers: { authorization: `DPoP ${token}`, dpop: proof } });
  assert.deepEqual([answer.status, answer.json.code], [401, 'invalid_token']);
  assert.equal((await site.send(CASES, { headers: { authorization: `Bearer ${token}` } })).status, 200);
});

test('a proxy or SDK passes the proof on, and says how the client addressed the API', async (t) => {
  const site = await openSite(t);
  const { prover, token, right } = await bound(site);
  const check = (dpop: string, over: Record<string, string> = {}) =>
    site.send('http://127.0.0.1/.latchkey/acme/check', {
      headers: {
        'latchkey-guard-key': site.served.api.keys.guardKey(),
        'x-forwarded-method': 'GET',
        'x-forwarded-host': API,
        'x-forwarded-proto': 'https',
        'x-forwarded-uri': '/cases?page=1',
        'x-forwarded-for': '192.0.2.1',
        authorization: `DPoP ${token}`,
        dpop,
        ...over,
      },
    });
  const allowed = await check(prover.proof(right()));
  assert.equal(allowed.status, 200, allowed.text);
  assert.ok(allowed.headers['latchkey-identity']);
  assert.equal(allowed.headers['dpop-nonce'], site.nonce());
  const atPort = { 'x-forwarded-host': `${API}:8443` };
  const uri = `https://${API}:8443/cases`;
  assert.equal((await check(prover.proof(right({ uri })), atPort)).status, 200);
  const elsewhere = await check(prover.proof(right({ uri })));
  assert.deepEqual([elsewhere.status, elsewhere.json.code], [401, 'invalid_proof']);
  assert.ok(String(elsewhere.headers['www-authenticate']).includes(METADATA));
  const otherMethod = await check(prover.proof(right()), { 'x-forwarded-method': 'POST' });
  assert.equal(otherMethod.json.code, 'invalid_proof');
  const twice = await check(`${prover.proof(right())}, ${prover.proof(right())}`);
  assert.equal(twice.json.code, 'invalid_proof');
});

test('introspection and JWT access tokens name the key', async (t) => {
  const site = await openSite(t, { tokens: { plain: 'jwt' } });
  const prover = newProver();
  const { json } = await site.token(redeeming(await site.served.consent()), site.prove(prover));
  const claims = JSON.parse(
    Buffer.from(String(json.access_token).split('.')[1] ?? '', 'base64url').toString(),
  ) as Record<string, unknown>;
  assert.deepEqual(claims.cnf, { jkt: prover.thumbprint });
  const asked = await site.served.post(
    { token: String(json.access_token) },
    { path: '/oauth/introspect', headers: basic('web', 'secret of web: +%&') },
  );
  assert.deepEqual([asked.json.token_type, asked.json.cnf], ['DPoP', { jkt: prover.thumbprint }]);
  const spa = redeeming(await site.served.consent({ clientId: ClientId('spa') }), { client_id: 'spa' });
  assert.equal((await site.token(spa, site.prove(prover))).status, 200);
});

test('each domain and each path with a name of its own says what it is and who issues tokens for it', async (t) => {
  const site = await openSite(t, {
    domains: { [API]: { aliases: [ALIAS], resourcePaths: ['/mcp'] }, [SANDBOX]: { mode: 'sandbox' } },
  });
  const well = '/.well-known/oauth-protected-resource';
  const expected = (resource: string) => ({
    resource,
    authorization_servers: [site.served.api.address.issuer],
    scopes_supported: ['read', 'write', 'read:cases', 'write:cases'],
    bearer_methods_supported: ['header'],
    resource_name: 'Acme',
    dpop_signing_alg_values_supported: ['ES256', 'EdDSA', 'Ed25519', 'PS256', 'RS256'],
  });
  for (const [host, path] of [
    [API, ''],
    [ALIAS, ''],
    [SANDBOX, ''],
    [API, '/mcp'],
    [ALIAS, '/mcp'],
  ] as const) {
    const answer = await site.send(`https://${host}${well}${path}`, {
      headers: { origin: 'https://x.example' },
    });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['access-control-allow-origin'], '*');
    assert.deepEqual(answer.json, expected(`https://${host}${path}`));
  }
  assert.equal((await site.send(`https://${SANDBOX}${well}/mcp`)).status, 401, 'a call like any other');

  const challenges: [string, Record<string, string>, number, string][] = [
    [CASES, {}, 401, METADATA],
    [`https://${ALIAS}/cases`, {}, 401, METADATA.replace(API, ALIAS)],
    [`https://${API}/mcp`, {}, 401, METADATA.replace('resource"', 'resource/mcp"')],
    [`https://${API}/mcp/below`, {}, 401, METADATA.replace('resource"', 'resource/mcp"')],
    [`https://${API}/mcpx`, {}, 401, METADATA],
    [`${CASES}?access_token=x`, {}, 400, METADATA],
    [CASES, { authorization: 'Bearer made-up' }, 401, METADATA],
  ];
  const token = String((await site.token(CREDENTIALS, null)).json.access_token);
  challenges.push([`https://${API}/write`, { authorization: `Bearer ${token}` }, 403, METADATA]);
  for (const [uri, headers, status, metadata] of challenges) {
    const answer = await site.send(uri, { headers });
    assert.equal(answer.status, status, uri);
    assert.ok(String(answer.headers['www-authenticate']).includes(metadata), uri);
    if (status === 403) assert.match(String(answer.headers['www-authenticate']), /scope="write"/);
  }
});

test('a token for a path with a name of its own opens nothing beside it', async (t) => {
  const site = await openSite(t, { domains: { [API]: { aliases: [ALIAS], resourcePaths: ['/mcp'] } } });
  const asked = await site.token({ ...CREDENTIALS, resource: `https://${API}/mcp` }, null);
  assert.equal(asked.status, 200, asked.text);
  const headers = { authorization: `Bearer ${asked.json.access_token}` };
  assert.equal((await site.send(`https://${API}/mcp`, { headers })).status, 200);
  const beside = await site.send(CASES, { headers });
  assert.deepEqual([beside.status, beside.json.code], [401, 'invalid_token']);
  const foreign = await site.token({ ...CREDENTIALS, resource: `https://${API}/cases` }, null);
  assert.equal(foreign.json.error, 'invalid_target');
});

test('a registration may ask for bound tokens', async (t) => {
  const site = await openSite(t, { registration: 'open' });
  const { status, json } = await site.send(site.served.api.address.endpoints.registration, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      redirect_uris: ['https://app.example/cb'],
      dpop_bound_access_tokens: true,
    }),
  });
  assert.deepEqual([status, json.dpop_bound_access_tokens], [201, true]);
  const known = await site.served.api.store.client(String(json.client_id), 0);
  assert.equal(known?.client.settings.dpopBound, true);
});
