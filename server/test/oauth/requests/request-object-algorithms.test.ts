import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { Site } from '../../pages/site.ts';
import { codeIn, signedIn, type Visitor } from '../../pages/visitor.ts';
import { base64url, bodyOf, claims, confidential, decide, KEY, openRequestSite, pathOf } from './rig.ts';

let site: Site;
let ada: Visitor;
before(async () => {
  site = await openRequestSite();
  ada = await signedIn(site);
});
after(() => site.close());

describe('algorithms of request objects', () => {
  it('of the metadata are all taken, each with its own kind of key', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const ed = generateKeyPairSync('ed25519');
    const jwk = (key: typeof rsa.publicKey, kid: string) => ({ ...key.export({ format: 'jwk' }), kid });
    const keys = [KEY.jwk, jwk(rsa.publicKey, 'rsa'), jwk(ed.publicKey, 'ed')];
    const all = confidential('all-keys', { jwks: { keys } });
    await site.api.store.createClient(all, null, []);
    const metadata = bodyOf(await ada.get('/.well-known/oauth-authorization-server'));
    const signers: Record<string, (input: string) => string> = {
      EdDSA: (input) => sign(null, Buffer.from(input), ed.privateKey).toString('base64url'),
      Ed25519: (input) => sign(null, Buffer.from(input), ed.privateKey).toString('base64url'),
      ES256: (input) =>
        sign('sha256', Buffer.from(input), { key: KEY.privateKey, dsaEncoding: 'ieee-p1363' }).toString(
          'base64url',
        ),
      PS256: (input) =>
        sign('sha256', Buffer.from(input), { key: rsa.privateKey, padding: 6, saltLength: 32 }).toString(
          'base64url',
        ),
      RS256: (input) => sign('sha256', Buffer.from(input), rsa.privateKey).toString('base64url'),
    };
    assert.deepEqual(metadata.request_object_signing_alg_values_supported, Object.keys(signers));
    assert.equal(metadata.require_request_uri_registration, true);
    for (const [alg, signer] of Object.entries(signers)) {
      const own = claims(site, { client_id: 'all-keys', iss: 'all-keys' });
      const input = `${base64url({ alg })}.${base64url(own)}`;
      const answer = await decide(
        ada,
        pathOf({ client_id: 'all-keys', request: `${input}.${signer(input)}` }),
      );
      assert.ok(codeIn(answer), alg);
    }
  });

  it('EdDSA and Ed25519 are one, for a client that registered either', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'ed' }] };
    for (const registered of ['EdDSA', 'Ed25519', 'ES256']) {
      const id = `only-${registered}`;
      const only = confidential(id, { jwks, requestObjectAlgorithm: registered });
      await site.api.store.createClient(only, null, []);
      for (const alg of ['EdDSA', 'Ed25519']) {
        const input = `${base64url({ alg })}.${base64url(claims(site, { client_id: id, iss: id }))}`;
        const signature = sign(null, Buffer.from(input), privateKey).toString('base64url');
        const answer = await decide(ada, pathOf({ client_id: id, request: `${input}.${signature}` }));
        assert.equal(codeIn(answer) !== null, registered !== 'ES256', `${alg} for ${registered}`);
      }
    }
  });
});
