import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** The lies of a provider: each member replaces an honest one. */
export interface Lie {
  claims?: Record<string, unknown>;
  /** In place of a signature by the published key. */
  signature?: 'none' | 'another key' | 'client secret';
  metadata?: Record<string, unknown>;
}

/** A provider that answers every code with an ID token as the test wants it. */
export interface ForgingProvider {
  issuer: string;
  lie: Lie;
  /** The nonce that the next ID token repeats. */
  nonce: string;
  /** How often its keys and its token endpoint were asked. */
  asked: { keys: number; token: number };
  close(): Promise<void>;
}

export async function startForging(client: {
  clientId: string;
  clientSecret: string;
}): Promise<ForgingProvider> {
  const [honest, other] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
  const jwk = { ...(await exportJWK(honest.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  const server = createServer(async (request, response) => {
    const body = await answerTo(request);
    response.writeHead(body === null ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const self: ForgingProvider = {
    issuer,
    lie: {},
    nonce: '',
    asked: { keys: 0, token: 0 },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };

  async function answerTo({ url }: IncomingMessage): Promise<unknown> {
    switch (url) {
      case '/.well-known/openid-configuration':
        return {
          ...{ issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` },
          ...{
            jwks_uri: `${issuer}/keys`,
            response_types_supported: ['code'],
            subject_types_supported: ['public'],
          },
          ...{ id_token_signing_alg_values_supported: ['RS256'] },
          authorization_response_iss_parameter_supported: true,
          ...self.lie.metadata,
        };
      case '/keys':
        self.asked.keys++;
        return { keys: [jwk] };
      case '/token':
        self.asked.token++;
        return { access_token: 'access', token_type: 'Bearer', id_token: await idToken() };
      default:
        return null;
    }
  }

  async function idToken(): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    const claims = {
      ...{
        iss: issuer,
        sub: 'ann',
        aud: client.clientId,
        iat: now,
        exp: now + 60,
        nonce: self.nonce,
        org: 'acme',
      },
      ...self.lie.claims,
    };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    if (self.lie.signature === 'none') return `${part({ alg: 'none' })}.${part(claims)}.`;
    if (self.lie.signature === 'client secret') {
      const key = new TextEncoder().encode(client.clientSecret);
      return new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(key);
    }
    const key = self.lie.signature === 'another key' ? other.privateKey : honest.privateKey;
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(key);
  }

  return self;
}
