import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import * as oauth from 'oauth4webapi';
import { MTLS } from '../oauth/client-auth/over-tls.ts';
import { newKey } from '../oauth/client-auth/signer.ts';
import { openParty, type Party, request } from './relying-party.ts';
import { FOLDER, openWorld, ownCertificate, type World } from './world.ts';

/* How oauth4webapi sends requests and reads answers, and how its clients prove themselves: docs/project/interop.md. */

const key = newKey('ES256', 'first');
let world: World;
let party: Party;
let server: oauth.AuthorizationServer;
let options: Party['options'];

before(async () => {
  world = await openWorld();
  party = await openParty(world);
  ({ server, options } = party);
});
after(() => world.close());

describe('oauth4webapi', () => {
  it('pushes with a proof, and is told of a nonce that it has to use', async () => {
    const asking = await party.known('pushes');
    const { client, auth } = asking;
    const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('EdDSA'));
    const { parameters, state, ...rest } = await request(asking);
    const push = async () =>
      oauth.processPushedAuthorizationResponse(
        server,
        client,
        await oauth.pushedAuthorizationRequest(server, client, auth, parameters, { ...options, DPoP }),
      );
    await assert.rejects(push, (error) => oauth.isDPoPNonceError(error));
    const { request_uri } = await push();
    const back = await world.allowed(
      party.link(new URLSearchParams({ client_id: client.client_id, request_uri })),
    );
    const answer = oauth.validateAuthResponse(server, client, back, state);
    await assert.rejects(party.redeemed(asking, answer, rest), (error) => {
      assert.ok(error instanceof oauth.ResponseBodyError);
      return error.error === 'invalid_dpop_proof';
    });
  });

  it('signs its request, asks for rich details, and reads a signed answer', async () => {
    const asking = await party.known('signs', {}, { jwks: { keys: [key.jwk] } });
    const { parameters, state, ...rest } = await request(asking, {
      response_mode: 'jwt',
      authorization_details: JSON.stringify([FOLDER]),
    });
    const pkcs8 = key.privateKey.export({ type: 'pkcs8', format: 'der' });
    const ec = { name: 'ECDSA', namedCurve: 'P-256' };
    const signer = {
      key: await crypto.subtle.importKey('pkcs8', pkcs8, ec, false, ['sign']),
      kid: 'first',
    };
    const object = await oauth.issueRequestObject(server, asking.client, parameters, signer);
    const back = await world.allowed(
      party.link(new URLSearchParams({ client_id: asking.client.client_id, request: object })),
    );
    const answer = await oauth.validateJwtAuthResponse(server, asking.client, back, state, options);
    const tokens = await party.redeemed(asking, answer, rest);
    assert.deepEqual(tokens.authorization_details, [FOLDER]);
  });

  it('reads a posted answer', async () => {
    const asking = await party.known('posted');
    const { parameters, state, ...rest } = await request(asking, { response_mode: 'form_post' });
    const page = await world.visit(party.link(parameters));
    const fields = ['code', 'state', 'iss'].map((name) => [name, page.field(name)]);
    const posted = new URLSearchParams(Object.fromEntries(fields));
    const answer = oauth.validateAuthResponse(server, asking.client, posted, state);
    assert.equal((await party.redeemed(asking, answer, rest)).scope, 'openid read email offline_access');
  });

  for (const [id, over, authBy] of [
    ['by-body', { authMethod: 'client_secret_post' }, oauth.ClientSecretPost],
    ['by-nothing', { authMethod: 'none', kind: 'public' }, oauth.None],
  ] as const) {
    it(`connects a client that proves itself ${id.replace('-', ' ')}`, async () => {
      const auth = authBy(await world.add(id, over));
      const tokens = await party.connected({ client: { client_id: id }, auth });
      assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.aud, id);
    });
  }

  it('gets a token by certificate, at the alias that the metadata names', async () => {
    const certificate = ownCertificate('by-certificate');
    const jwk = new X509Certificate(certificate.pem).publicKey.export({ format: 'jwk' });
    const settings = { jwks: { keys: [{ ...jwk }] } };
    await world.add('by-certificate', { authMethod: 'self_signed_tls_client_auth', settings });
    const client = { client_id: 'by-certificate', use_mtls_endpoint_aliases: true };
    const asked: string[] = [];
    const reply = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      oauth.TlsClientAuth(),
      { scope: 'read' },
      {
        [oauth.customFetch]: (address, init) => {
          asked.push(new URL(address).host);
          return world.fetch(certificate)(address, init);
        },
      },
    );
    assert.equal((await oauth.processClientCredentialsResponse(server, client, reply)).scope, 'read');
    assert.deepEqual(asked, [MTLS]);
  });

  it('reads errors as what they are: of the user, of the token endpoint, of the API', async () => {
    const asking = await party.known('refused');
    const { client, auth } = asking;
    const { parameters, state } = await request(asking);
    const page = await world.visit(party.link(parameters), world.browser(), 'deny');
    const denied = () => oauth.validateAuthResponse(server, client, new URL(page.location ?? ''), state);
    assert.throws(denied, (error) => {
      assert.ok(error instanceof oauth.AuthorizationResponseError);
      return error.error === 'access_denied';
    });
    const mixedUp = () =>
      oauth.validateAuthResponse(
        { ...server, issuer: 'https://other.example' },
        client,
        new URL(page.location ?? ''),
        state,
      );
    assert.throws(mixedUp, { code: 'OAUTH_INVALID_RESPONSE' });

    const reply = await oauth.refreshTokenGrantRequest(server, client, auth, 'lkr_made_up', options);
    await assert.rejects(oauth.processRefreshTokenResponse(server, client, reply), (error) => {
      assert.ok(error instanceof oauth.ResponseBodyError);
      return error.error === 'invalid_grant' && error.status === 400;
    });
    const wrong = oauth.ClientSecretBasic('not the secret');
    const turnedAway = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      wrong,
      { scope: 'read' },
      options,
    );
    await assert.rejects(
      oauth.processClientCredentialsResponse(server, client, turnedAway),
      (error) => error instanceof oauth.WWWAuthenticateChallengeError && error.status === 401,
    );
  });
});
