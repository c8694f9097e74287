import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { exportJWK, exportSPKI } from 'jose';
import { ClientId, GrantId, TenantId, UserId } from '../../../../src/model/index.ts';
import { storedHash } from '../../../../src/tokens/format.ts';
import { ACCOUNTS, API } from '../../acme.ts';
import { by, type Served, serveOAuth } from '../../serve.ts';
import {
  type Assertion,
  assertion,
  BY_EMAIL,
  ISSUER,
  JWT_BEARER,
  partner,
  present,
  rsa,
  serveIssuers,
  stranger,
  UNREACHABLE,
} from './issuers.ts';

let served: Served;
before(async () => {
  served = await serveIssuers();
  await served.consent({ clientId: ClientId('portal'), scopes: ['read', 'write:cases'] });
});
after(() => served.close());

const NO_SUCH = 'There is no authorization of such a user for this client.';

describe('an assertion', () => {
  it('gives what the user has allowed the client before, and nothing to refresh', async () => {
    const { status, headers, json, text } = await present(served, await assertion(served));
    assert.equal(status, 200, text);
    assert.equal(headers['cache-control'], 'no-store');
    assert.deepEqual(Object.keys(json).sort(), ['access_token', 'expires_in', 'scope', 'token_type']);
    assert.equal(json.scope, 'read write:cases');
    const record = await served.api.store.accessToken(storedHash(String(json.access_token)));
    assert.deepEqual(
      [record?.token.userId, record?.token.tenantId, record?.token.clientId],
      ['usr_ann', 'org_a', 'portal'],
    );
    assert.equal(record?.grant?.clientId, 'portal');
    const [row] = await served.rows('token.issued');
    assert.deepEqual(row?.detail, { scopes: ['read', 'write:cases'], assertedBy: ISSUER });
  });

  it('gives less when less is asked for', async () => {
    const form = { scope: 'read:cases', resource: `https://${API}` };
    const { json } = await present(served, await assertion(served), form);
    assert.equal(json.scope, 'read:cases');
    const record = await served.api.store.accessToken(storedHash(String(json.access_token)));
    assert.deepEqual(record?.token.audience, [`https://${API}`]);
  });

  it('may be signed with RSA, come from a clock 10 s off, name the tenant, and list one audience', async () => {
    const now = Math.floor(served.api.clock.now() / 1_000);
    const good: Assertion[] = [
      { key: rsa.privateKey, header: { alg: 'RS256', kid: 'partner-2' } },
      { header: { alg: 'Ed25519' } },
      { key: rsa.privateKey, header: { alg: 'PS256', kid: 'partner-2', typ: 'JWT' } },
      { header: { kid: undefined, typ: 'oauth-id-jag+jwt' }, claims: { client_id: 'portal' } },
      { claims: { iat: now + 10, nbf: now + 10 } },
      { claims: { exp: now - 10 } },
      { claims: { organisation_id: 'org_a', aud: [`https://${ACCOUNTS}`] } },
      {
        claims: {
          iss: BY_EMAIL,
          aud: 'urn:acme',
          sub: 'x',
          email: 'USR_ANN@acme.test',
          email_verified: true,
        },
      },
    ];
    for (const each of good) {
      const { status, text } = await present(served, await assertion(served, each));
      assert.equal(status, 200, `${JSON.stringify(each.claims)} ${text}`);
    }
  });

  it('works once: of 50 at once one succeeds', async () => {
    const text = await assertion(served);
    const replies = await Promise.all(Array.from({ length: 50 }, () => present(served, text)));
    assert.equal(replies.filter(({ status }) => status === 200).length, 1);
    for (const { status, json } of replies.filter((reply) => reply.status !== 200)) {
      assert.deepEqual([status, json.error], [400, 'invalid_grant']);
    }
    // With the same jti, however it is signed anew; and until it has expired, whatever the cleaner did.
    const now = Math.floor(served.api.clock.now() / 1_000);
    const twin = { claims: { jti: 'twin', exp: now + 600 } };
    assert.equal((await present(served, await assertion(served, twin))).status, 200);
    served.later(500_000);
    await served.api.store.expire(served.api.clock.now(), 10_000);
    assert.equal((await present(served, await assertion(served, twin))).json.error, 'invalid_grant');
  });

  it('is not used up by a request that fails for another reason', async () => {
    const text = await assertion(served);
    assert.equal((await present(served, text, { scope: 'write' })).json.error, 'invalid_scope');
    assert.equal(
      (await present(served, text, { resource: 'https://x.example' })).json.error,
      'invalid_target',
    );
    assert.equal((await present(served, text)).status, 200);
  });

  it('ends with the authorization: a token that it gave, and what could be had by another', async () => {
    await served.consent({ clientId: ClientId('portal'), userId: UserId('usr_bot'), scopes: ['read'] });
    const about = { claims: { sub: 'usr_bot' } };
    const { json } = await present(served, await assertion(served, about));
    const token = String(json.access_token);
    const active = async () =>
      (await served.post({ token, ...by('portal') }, { path: '/oauth/introspect' })).json.active;
    assert.equal(await active(), true);
    const grant = await served.api.store.grantFor(ClientId('portal'), UserId('usr_bot'), TenantId('org_a'));
    const now = served.api.clock.now();
    await served.api.store.revokeGrant({
      grantId: grant?.id ?? GrantId(''),
      tenantId: TenantId('org_a'),
      now,
      audit: [],
    });
    assert.equal(await active(), false);
    const again = await present(served, await assertion(served, about));
    assert.deepEqual([again.status, again.json.error], [400, 'invalid_grant']);
  });
});

describe('a client that needs no consent', () => {
  it('gets an authorization that the user sees, and that stays away once the user took it back', async () => {
    const ask = async () =>
      present(served, await assertion(served), { client_id: 'managed', scope: 'read:cases' });
    const both = await Promise.all([ask(), ask()]);
    assert.deepEqual(
      both.map(({ status }) => status),
      [200, 200],
    );
    const grant = await served.api.store.grantFor(ClientId('managed'), UserId('usr_ann'), TenantId('org_a'));
    assert.deepEqual([grant?.status, grant?.scopes], ['active', ['read:cases']]);
    const [row] = await served.rows('authorization.granted');
    assert.deepEqual(row?.detail, { scopes: ['read:cases'], withoutConsent: true });
    const more = await present(served, await assertion(served), { client_id: 'managed', scope: 'read' });
    assert.equal(more.json.error, 'invalid_scope', 'what there is already is not made larger');
    const now = served.api.clock.now();
    await served.api.store.revokeGrant({
      grantId: grant?.id ?? GrantId(''),
      tenantId: TenantId('org_a'),
      now,
      audit: [],
    });
    const { status, json } = await ask();
    assert.deepEqual([status, json.error], [400, 'invalid_grant']);
  });
});

describe('an assertion is refused', () => {
  const cases: [string, (now: number) => Assertion][] = [
    ['of an issuer that nobody trusts', () => ({ claims: { iss: 'https://login.elsewhere.example' } })],
    ['of an issuer spelled otherwise', () => ({ claims: { iss: `${ISSUER}/` } })],
    ['of an issuer whose keys lie inside our network', () => ({ claims: { iss: UNREACHABLE } })],
    ['without an issuer', () => ({ claims: { iss: undefined } })],
    ['signed by a stranger', () => ({ key: stranger.privateKey })],
    ['signed by a stranger under another kid', () => ({ key: stranger.privateKey, header: { kid: 'x' } })],
    ['whose kid climbs out of its folder', () => ({ header: { kid: '../../../dev/null' } })],
    ['that brings its key by address', () => ({ header: { jku: 'https://login.elsewhere.example/jwks' } })],
    ['with an extension that has to be understood', () => ({ header: { crit: ['x-must'], 'x-must': 1 } })],
    ['that is an access token', () => ({ header: { typ: 'at+jwt' } })],
    ['that is a logout token', () => ({ header: { typ: 'logout+jwt' } })],
    ['for another audience', () => ({ claims: { aud: 'https://elsewhere.example' } })],
    ['for the token endpoint', () => ({ claims: { aud: `https://${API}/oauth/token` } })],
    ['for two audiences', () => ({ claims: { aud: [`https://${ACCOUNTS}`, 'https://elsewhere.example'] } })],
    ['for nobody in particular', () => ({ claims: { aud: undefined } })],
    ['made for another client', () => ({ claims: { client_id: 'bystander' } })],
    ['without exp', () => ({ claims: { exp: undefined } })],
    ['that expired a minute ago', (now) => ({ claims: { exp: now - 60 } })],
    ['that lives for a day', (now) => ({ claims: { exp: now + 86_400 } })],
    ['from a minute ahead', (now) => ({ claims: { iat: now + 60 } })],
    ['that begins in a minute', (now) => ({ claims: { nbf: now + 60 } })],
    ['with an exp of text', (now) => ({ claims: { exp: String(now + 60) } })],
    ['without jti', () => ({ claims: { jti: undefined } })],
    ['with a jti of a number', () => ({ claims: { jti: 1 } })],
    ['without sub', () => ({ claims: { sub: undefined } })],
    ['about somebody who does not exist', () => ({ claims: { sub: 'usr_nobody' } })],
    ['about somebody who left the tenant', () => ({ claims: { sub: 'usr_ben' } })],
    ['about a user in another tenant', () => ({ claims: { organisation_id: 'org_b' } })],
    ['about a user in two tenants', () => ({ claims: { organisation_id: ['org_a', 'org_b'] } })],
    [
      'about an address that nobody verified',
      () => ({ claims: { iss: BY_EMAIL, aud: 'urn:acme', email: 'usr_ann@acme.test' } }),
    ],
    [
      'about an address as sub',
      () => ({ claims: { iss: BY_EMAIL, aud: 'urn:acme', sub: 'usr_ann@acme.test' } }),
    ],
    [
      'of the other issuer for our own audience',
      () => ({ claims: { iss: BY_EMAIL, email: 'usr_ann@acme.test', email_verified: true } }),
    ],
  ];
  for (const [what, over] of cases) {
    it(what, async () => {
      const text = await assertion(served, over(Math.floor(served.api.clock.now() / 1_000)));
      const { status, headers, json, text: body } = await present(served, text);
      assert.deepEqual([status, json.error], [400, 'invalid_grant'], body);
      assert.equal(headers['cache-control'], 'no-store');
      assert.equal(body.includes(text), false);
    });
  }

  it('without a signature, or signed with the public key as if it were a secret', async () => {
    const [, payload] = (await assertion(served)).split('.');
    const head = (header: object) => Buffer.from(JSON.stringify(header)).toString('base64url');
    const jwk = await exportJWK(partner.publicKey);
    const secrets = [await exportSPKI(partner.publicKey), JSON.stringify(jwk), String(jwk.x), ''];
    const forged = [
      `${head({ alg: 'none' })}.${payload}.`,
      `${head({ alg: 'None', kid: 'partner-1' })}.${payload}.`,
    ];
    for (const secret of secrets) {
      const input = `${head({ alg: 'HS256', kid: 'partner-1' })}.${payload}`;
      forged.push(`${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`);
    }
    for (const text of [...forged, 'x', 'a.b', 'a.b.c.d', `${payload}.${payload}.${payload}`]) {
      const { status, json } = await present(served, text);
      assert.deepEqual([status, json.error], [400, 'invalid_grant'], text.slice(0, 40));
    }
  });

  it('when the user has allowed this client nothing, in the same words as for an unknown user', async () => {
    await served.consent({ clientId: ClientId('web'), userId: UserId('usr_cat'), scopes: ['read'] });
    const known = await present(served, await assertion(served, { claims: { sub: 'usr_cat' } }));
    const email = { iss: BY_EMAIL, aud: 'urn:acme', email: 'usr_ben@acme.test', email_verified: true };
    const other = await present(served, await assertion(served, { claims: email }));
    for (const { status, json } of [known, other]) {
      assert.deepEqual([status, json.error, json.error_description], [400, 'invalid_grant', NO_SUCH]);
    }
  });

  for (const [clientId, error] of [
    ['bystander', 'invalid_grant'],
    ['no-grant', 'unauthorized_client'],
    ['spa', 'unauthorized_client'],
  ] as const) {
    it(`from a client that is not meant: ${clientId}`, async () => {
      // It is refused although its user has allowed it something.
      await served.consent({ clientId: ClientId(clientId), scopes: ['read'] });
      const { status, json } = await present(served, await assertion(served), { client_id: clientId });
      assert.deepEqual([status, json.error], [400, error]);
    });
  }

  it('where no issuer is trusted', async () => {
    const off = await serveOAuth();
    const { status, json } = await off.post({ grant_type: JWT_BEARER, assertion: 'x', ...by('web') });
    assert.deepEqual([status, json.error], [400, 'unsupported_grant_type']);
    await off.close();
  });
});
