import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SECOND } from '../../../src/lib/clock.ts';
import { addSecret } from '../../../src/manage/clients/secret.ts';
import { ACCOUNTS, API, secretOf } from '../acme.ts';
import { basic, type Reply, type Served, serveOAuth } from '../serve.ts';
import {
  addClient,
  asserting,
  type ClientKey,
  claimsFor,
  compact,
  hmacBy,
  newKey,
  ownToken,
  signedBy,
} from './signer.ts';

const keys = {
  ES256: newKey('ES256', 'first'),
  EdDSA: newKey('EdDSA', 'second'),
  RS256: newKey('RS256', 'third'),
  PS256: newKey('PS256', 'fourth'),
};
const [key, stranger] = [keys.ES256, newKey('ES256', 'first')];

let served: Served;
let shared: string;
before(async () => {
  served = await serveOAuth();
  const jwks = { keys: Object.values(keys).map(({ jwk }) => jwk) };
  await addClient(served, 'signer', { authMethod: 'private_key_jwt', settings: { jwks } });
  await addClient(served, 'other-signer', {
    authMethod: 'private_key_jwt',
    settings: { jwks: { keys: [stranger.jwk] } },
  });
  await addClient(served, 'lenient-signer', {
    authMethod: 'private_key_jwt',
    settings: { jwks },
    dialects: ['assertion-audience-token-endpoint'],
  });
  shared = (await addClient(served, 'sharer', { authMethod: 'client_secret_jwt' })) ?? '';
});
after(() => served.close());

const valid = (claims = {}, header = {}) => signedBy(key, claimsFor(served, 'signer', claims), header);

async function refused(reply: Reply, reason: string, status = 401, error = 'invalid_client') {
  assert.deepEqual([reply.status, reply.json.error], [status, error], reply.text);
  assert.equal(reply.headers['cache-control'], 'no-store');
  assert.equal(reply.headers['content-type'], 'application/json');
  if (status === 401) assert.match(String(reply.headers['www-authenticate']), /^Basic realm="acme"/);
  assert.equal(reply.json.access_token, undefined);
  assert.equal((await served.rows('token.refused'))[0]?.code, reason, reply.text);
}

describe('private_key_jwt', () => {
  for (const each of Object.values(keys)) {
    it(`takes an assertion signed with ${each.alg}`, async () => {
      const assertion = signedBy(each, claimsFor(served, 'signer'));
      assert.equal((await ownToken(served, asserting(assertion))).status, 200);
    });
  }

  it('takes one without kid or iat, with a type, and with client_id beside it', async () => {
    for (const assertion of [
      valid({ iat: undefined }),
      valid({}, { kid: undefined }),
      valid({}, { typ: 'JWT' }),
      valid({}, { typ: 'client-authentication+jwt' }),
    ]) {
      const reply = await ownToken(served, asserting(assertion, { client_id: 'signer' }));
      assert.equal(reply.status, 200, reply.text);
    }
  });

  it('works alike for revocation and introspection', async () => {
    const { access_token: token } = (await ownToken(served, asserting(valid()))).json;
    const about = (path: string, assertion: string) =>
      served.post({ token: String(token), ...asserting(assertion) }, { path, host: ACCOUNTS });
    assert.equal((await about('/oauth/introspect', valid())).json.active, true);
    assert.equal((await about('/oauth/revoke', valid())).status, 200);
    assert.deepEqual((await about('/oauth/introspect', valid())).json, { active: false });
    await refused(await about('/oauth/introspect', valid({ aud: 'x' })), 'assertion_audience');
    await refused(await about('/oauth/revoke', valid({ aud: 'x' })), 'assertion_audience');
  });

  const seconds = () => served.api.clock.now() / SECOND;
  const issuer = `https://${ACCOUNTS}`;
  const claimAttacks: [string, () => object, string][] = [
    ['expired a minute ago', () => ({ exp: seconds() - 60 }), 'assertion_expired'],
    ['without exp', () => ({ exp: undefined }), 'assertion_expiry_missing'],
    ['with exp as text', () => ({ exp: '9999999999' }), 'assertion_expiry_missing'],
    ['good for an hour', () => ({ exp: seconds() + 3600 }), 'assertion_lives_too_long'],
    ['issued a minute ahead', () => ({ iat: seconds() + 60 }), 'assertion_not_yet'],
    ['not valid for another minute', () => ({ nbf: seconds() + 60 }), 'assertion_not_yet'],
    ['with iat as text', () => ({ iat: 'now' }), 'assertion_malformed'],
    ['for another server', () => ({ aud: 'https://accounts.evil.test' }), 'assertion_audience'],
    ['for nobody', () => ({ aud: undefined }), 'assertion_audience'],
    ['for the issuer with a slash', () => ({ aud: `${issuer}/` }), 'assertion_audience'],
    ['for the token endpoint', () => ({ aud: `https://${API}/oauth/token` }), 'assertion_audience'],
    ['for a list with others', () => ({ aud: [issuer, 'https://evil.test'] }), 'assertion_audience'],
    ['for a list of one', () => ({ aud: [issuer] }), 'assertion_audience'],
    ['with sub unlike iss', () => ({ sub: 'web' }), 'assertion_subject'],
    ['with iss unlike sub', () => ({ iss: 'web' }), 'assertion_subject'],
    ['without sub', () => ({ sub: undefined, iss: undefined }), 'assertion_subject'],
    ['without jti', () => ({ jti: undefined }), 'assertion_without_id'],
    ['with an endless jti', () => ({ jti: 'x'.repeat(513) }), 'assertion_without_id'],
  ];
  for (const [what, claims, reason] of claimAttacks) {
    it(`refuses an assertion ${what}`, async () => {
      await refused(await ownToken(served, asserting(valid(claims()))), reason);
    });
  }

  it('lets clocks differ by ten seconds', async () => {
    for (const claims of [
      { iat: seconds() + 10, nbf: seconds() + 10 },
      { exp: seconds() - 9, iat: seconds() - 69 },
      { exp: seconds() + 310 },
    ]) {
      assert.equal((await ownToken(served, asserting(valid(claims)))).status, 200);
    }
  });

  const unsigned = () => Buffer.alloc(0);
  const forgeries: [string, () => string, string][] = [
    [
      'with alg none',
      () => compact({ alg: 'none' }, claimsFor(served, 'signer'), unsigned),
      'assertion_algorithm',
    ],
    [
      'with alg None',
      () => compact({ alg: 'None' }, claimsFor(served, 'signer'), unsigned),
      'assertion_algorithm',
    ],
    [
      'without alg',
      () => signedBy(key, claimsFor(served, 'signer'), { alg: undefined }),
      'assertion_algorithm',
    ],
    [
      'with an empty signature',
      () => compact({ alg: 'ES256' }, claimsFor(served, 'signer'), unsigned),
      'assertion_signature',
    ],
    ['by a stranger', () => signedBy(stranger, claimsFor(served, 'signer')), 'assertion_signature'],
    [
      'by another key than kid names',
      () => signedBy(key, claimsFor(served, 'signer'), { kid: 'third' }),
      'assertion_signature',
    ],
    [
      'with an algorithm that the key is not for',
      () => signedBy(key, claimsFor(served, 'signer'), { alg: 'EdDSA' }),
      'assertion_signature',
    ],
    ['with a critical extension', () => valid({}, { crit: ['x'], x: 1 }), 'assertion_malformed'],
    ['that is an access token by its type', () => valid({}, { typ: 'at+jwt' }), 'assertion_of_another_type'],
    ['that is a proof by its type', () => valid({}, { typ: 'dpop+jwt' }), 'assertion_of_another_type'],
    ['that is no JWT', () => 'x', 'assertion_malformed'],
    ['of another client', () => signedBy(stranger, claimsFor(served, 'signer')), 'assertion_signature'],
  ];
  for (const [what, forge, reason] of forgeries) {
    it(`refuses an assertion ${what}`, async () => {
      await refused(await ownToken(served, asserting(forge())), reason);
    });
  }

  it('never takes a public key for a shared secret', async () => {
    const { publicKey, jwk } = keys.RS256;
    for (const secret of [
      publicKey.export({ type: 'spki', format: 'pem' }),
      String(publicKey.export({ type: 'spki', format: 'pem' })).trim(),
      publicKey.export({ type: 'pkcs1', format: 'pem' }),
      publicKey.export({ type: 'spki', format: 'der' }),
      JSON.stringify(jwk),
      String(jwk.n),
    ]) {
      const assertion = hmacBy(secret, claimsFor(served, 'signer'), { kid: 'third' });
      await refused(await ownToken(served, asserting(assertion)), 'method_not_registered');
    }
  });

  it('looks a kid up nowhere but among the keys of the client', async () => {
    for (const kid of [
      '../../../../dev/null',
      '/dev/null',
      "' OR '1'='1",
      'https://evil.test/key',
      '__proto__',
      '0',
    ]) {
      const empty = hmacBy('', claimsFor(served, 'other-signer'), { kid });
      await refused(await ownToken(served, asserting(empty)), 'method_not_registered');
    }
    const odd = signedBy(stranger, claimsFor(served, 'signer'), { kid: ['first'] });
    await refused(await ownToken(served, asserting(odd)), 'assertion_signature');
  });

  for (const header of ['jku', 'x5u', 'jwk', 'x5c']) {
    it(`refuses a key that the assertion brings along in ${header}`, async () => {
      const value = {
        jku: 'https://evil.test/jwks',
        x5u: 'https://evil.test/x',
        jwk: stranger.jwk,
        x5c: ['x'],
      };
      const brought = { [header]: value[header as keyof typeof value] };
      const assertion = signedBy(stranger, claimsFor(served, 'signer'), brought);
      await refused(await ownToken(served, asserting(assertion)), 'assertion_brings_key');
    });
  }

  it('takes a jti once, of any number of tries at once, and keeps clients apart', async () => {
    const assertion = valid({ jti: 'once' });
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => ownToken(served, asserting(assertion))),
    );
    assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 401, 401, 401, 401, 401, 401, 401]);
    await refused(await ownToken(served, asserting(assertion)), 'assertion_replayed');
    const others = signedBy(stranger, claimsFor(served, 'other-signer', { jti: 'once' }));
    assert.equal((await ownToken(served, asserting(others))).status, 200);
  });

  it('does not use a jti up with an assertion that is not genuine', async () => {
    const forged = signedBy(stranger, claimsFor(served, 'signer', { jti: 'mine' }));
    await refused(await ownToken(served, asserting(forged)), 'assertion_signature');
    assert.equal((await ownToken(served, asserting(valid({ jti: 'mine' })))).status, 200);
  });

  it('refuses an assertion together with a secret, in whichever form', async () => {
    const both = asserting(valid(), { client_id: 'web', client_secret: secretOf('web') });
    await refused(await ownToken(served, both), 'credentials_twice', 400, 'invalid_request');
    const headers = basic('web', secretOf('web'));
    const form = { grant_type: 'client_credentials', ...asserting(valid()) };
    await refused(await served.post(form, { headers }), 'credentials_twice', 400, 'invalid_request');
  });

  it('refuses another assertion type, or one half without the other', async () => {
    const saml = 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer';
    const wrong = asserting(valid(), { client_assertion_type: saml });
    await refused(await ownToken(served, wrong), 'assertion_type_unsupported');
    await refused(
      await ownToken(served, { client_assertion: valid() }),
      'assertion_incomplete',
      400,
      'invalid_request',
    );
    const { client_assertion_type } = asserting('');
    await refused(
      await ownToken(served, { client_assertion_type: client_assertion_type ?? '', client_id: 'signer' }),
      'assertion_incomplete',
      400,
      'invalid_request',
    );
  });

  it('refuses a client_id that says something else', async () => {
    const reply = await ownToken(served, asserting(valid(), { client_id: 'other-signer' }));
    await refused(reply, 'assertion_of_another_client');
  });

  it('refuses the client without an assertion, and others with one', async () => {
    await refused(await ownToken(served, { client_id: 'signer' }), 'secret_missing');
    await refused(
      await ownToken(served, { client_id: 'signer', client_secret: 'x' }),
      'method_not_registered',
    );
    for (const id of ['web', 'basic-only', 'spa', 'nobody']) {
      const reply = await ownToken(served, asserting(signedBy(key, claimsFor(served, id))));
      assert.equal(reply.status, 401);
    }
  });

  it('answers alike whether the client is unknown or the signature wrong', async () => {
    const wrong = await ownToken(served, asserting(signedBy(stranger, claimsFor(served, 'signer'))));
    const unknown = await ownToken(served, asserting(signedBy(stranger, claimsFor(served, 'nobody'))));
    assert.deepEqual(wrong.json, unknown.json);
  });

  it('holds a client to the algorithm that it registered', async () => {
    const settings = { jwks: { keys: [key.jwk, keys.PS256.jwk] }, assertionAlgorithm: 'PS256' };
    await addClient(served, 'ps-only', { authMethod: 'private_key_jwt', settings });
    const by = (each: ClientKey) => ownToken(served, asserting(signedBy(each, claimsFor(served, 'ps-only'))));
    assert.equal((await by(keys.PS256)).status, 200);
    await refused(await by(key), 'assertion_signature');
  });

  it('takes the token endpoint as audience only by a dialect, and nobody beside it', async () => {
    const tokenEndpoint = `https://${API}/oauth/token`;
    const by = (aud: unknown) =>
      ownToken(served, asserting(signedBy(key, claimsFor(served, 'lenient-signer', { aud }))));
    for (const aud of [tokenEndpoint, [tokenEndpoint], [issuer, tokenEndpoint], issuer]) {
      assert.equal((await by(aud)).status, 200);
    }
    for (const aud of [[tokenEndpoint, 'https://evil.test'], [], 'https://evil.test']) {
      await refused(await by(aud), 'assertion_audience');
    }
  });
});

describe('client_secret_jwt', () => {
  it('takes an assertion under the secret that is kept sealed', async () => {
    const reply = await ownToken(served, asserting(hmacBy(shared, claimsFor(served, 'sharer'))));
    assert.equal(reply.status, 200, reply.text);
    const found = await served.api.store.client('sharer', served.api.clock.now());
    assert.ok(found?.secrets.every(({ sealed }) => sealed !== null && !sealed.includes(shared)));
  });

  it('refuses another secret, a hash of it, larger HMACs, and the secret sent as it is', async () => {
    const found = await served.api.store.client('sharer', served.api.clock.now());
    for (const secret of ['guess', '', found?.secrets[0]?.hash ?? '']) {
      const assertion = hmacBy(secret, claimsFor(served, 'sharer'));
      await refused(await ownToken(served, asserting(assertion)), 'assertion_signature');
    }
    const larger = hmacBy(shared, claimsFor(served, 'sharer'), { alg: 'HS512' });
    await refused(await ownToken(served, asserting(larger)), 'assertion_algorithm');
    const plain = { client_id: 'sharer', client_secret: shared };
    await refused(await ownToken(served, plain), 'method_not_registered');
  });

  it('is not open to a client that was registered for other methods, even with its secret', async () => {
    const assertion = hmacBy(secretOf('web'), claimsFor(served, 'web'));
    await refused(await ownToken(served, asserting(assertion)), 'method_not_registered');
  });

  it('takes either of two live secrets while one is being replaced', async () => {
    const found = await served.api.store.client('sharer', served.api.clock.now());
    assert.ok(found);
    const request = { ip: '127.0.0.1', requestId: 'req_test' } as Parameters<typeof addSecret>[1];
    const second = (await addSecret(served.api, request, found.client, 1))?.secret ?? '';
    const by = (secret: string) => ownToken(served, asserting(hmacBy(secret, claimsFor(served, 'sharer'))));
    assert.equal((await by(shared)).status, 200);
    assert.equal((await by(second)).status, 200);
    served.later(24 * 3600 * SECOND);
    assert.equal((await by(second)).status, 200);
    await refused(await by(shared), 'assertion_signature');
  });
});
