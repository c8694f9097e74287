import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { ACCOUNTS } from '../acme.ts';
import { type Served, serveOAuth } from '../serve.ts';
import { addClient, newKey } from './signer.ts';

let served: Served;
let secret: string;
const keys = [newKey('ES256', 'a'), newKey('EdDSA', 'b'), newKey('PS256', 'c'), newKey('RS256', 'd')];

before(async () => {
  served = await serveOAuth();
  // The libraries make assertions by the real time.
  served.later(Date.now() - served.api.clock.now());
  const jwks = { keys: keys.map(({ jwk }) => jwk) };
  await addClient(served, 'signer', { authMethod: 'private_key_jwt', settings: { jwks } });
  secret = (await addClient(served, 'sharer', { authMethod: 'client_secret_jwt' })) ?? '';
});
after(() => served.close());

const through: client.CustomFetch = async (address, options) => {
  const url = new URL(address);
  const reply = await served.call({
    method: options.method,
    host: url.host,
    path: url.pathname + url.search,
    headers: Object.fromEntries(new Headers(options.headers)),
    body: options.body == null ? '' : await new Response(options.body as BodyInit).text(),
  });
  const headers = Object.entries(reply.headers).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  return new Response(reply.text === '' ? null : reply.text, { status: reply.status, headers });
};

const IMPORTS: Record<string, EcKeyImportParams | RsaHashedImportParams | 'Ed25519'> = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  EdDSA: 'Ed25519',
  PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
};

async function cryptoKey({ alg, privateKey }: (typeof keys)[number]): Promise<CryptoKey> {
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
  return crypto.subtle.importKey('pkcs8', pkcs8, IMPORTS[alg] ?? 'Ed25519', false, ['sign']);
}

async function goThrough(id: string, auth: client.ClientAuth): Promise<void> {
  const config = await client.discovery(new URL(`https://${ACCOUNTS}`), id, undefined, auth, {
    algorithm: 'oauth2',
    [client.customFetch]: through,
  });
  const tokens = await client.clientCredentialsGrant(config, { scope: 'read' });
  assert.equal((await client.tokenIntrospection(config, tokens.access_token)).active, true);
  await client.tokenRevocation(config, tokens.access_token);
  assert.equal((await client.tokenIntrospection(config, tokens.access_token)).active, false);
}

describe('openid-client', () => {
  for (const key of keys) {
    it(`gets, asks about and revokes a token by PrivateKeyJwt with ${key.alg}`, async () => {
      await goThrough('signer', client.PrivateKeyJwt({ key: await cryptoKey(key), kid: key.kid }));
    });
  }

  it('gets, asks about and revokes a token by ClientSecretJwt', async () => {
    await goThrough('sharer', client.ClientSecretJwt(secret));
  });
});

describe('oauth4webapi', () => {
  for (const [id, make] of [
    ['signer', async () => oauth.PrivateKeyJwt(await cryptoKey(keys[0] ?? newKey('ES256', 'a')))],
    ['sharer', async () => oauth.ClientSecretJwt(secret)],
  ] as const) {
    it(`gets a token as ${id}`, async () => {
      const issuer = new URL(`https://${ACCOUNTS}`);
      const found = await oauth.discoveryRequest(issuer, {
        algorithm: 'oauth2',
        [oauth.customFetch]: through,
      });
      const server = await oauth.processDiscoveryResponse(issuer, found);
      const reply = await oauth.clientCredentialsGrantRequest(
        server,
        { client_id: id },
        await make(),
        { scope: 'read' },
        { [oauth.customFetch]: through },
      );
      const tokens = await oauth.processClientCredentialsResponse(server, { client_id: id }, reply);
      assert.equal(tokens.scope, 'read');
    });
  }
});
