import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

/** Claims of the accounts at the provider, by subject. */
export type Accounts = Record<string, Record<string, unknown>>;

/** An OpenID provider that others wrote (oidc-provider), whose sign-in page lets in the account that a test names. */
export interface RealProvider {
  issuer: string;
  /** The account that signs in next; `null` refuses. */
  account: string | null;
  /** Goes from the address to which a browser was sent until it is sent back, and returns that address. */
  walk(location: string): Promise<string>;
  close(): Promise<void>;
}

export const CLIENT = { clientId: 'harbour', clientSecret: 'a secret of more than 32 characters, at least' };

export async function startProvider(accounts: Accounts, redirectUris: string[]): Promise<RealProvider> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'one' }] },
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: redirectUris,
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    cookies: { keys: ['test'] },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'groups', 'oid'],
      company: ['org', 'groups'],
    },
    scopes: ['openid', 'email', 'profile', 'company'],
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...accounts[sub] }) }),
    async loadExistingGrant(ctx) {
      const { client, session } = ctx.oidc;
      const grant = new ctx.oidc.provider.Grant({
        clientId: client?.clientId ?? '',
        accountId: session?.accountId ?? '',
      });
      grant.addOIDCScope('openid email profile company');
      await grant.save();
      return grant;
    },
  });
  const callback = provider.callback();
  const self: RealProvider = {
    issuer,
    account: null,
    async walk(location) {
      const cookies = new Map<string, string>();
      let url = location;
      while (url.startsWith(issuer)) {
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const answer = await fetch(url, { redirect: 'manual', headers: { cookie } });
        for (const line of answer.headers.getSetCookie()) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
          cookies.set(name, value);
        }
        const next = answer.headers.get('location');
        if (next === null) throw new Error(`${answer.status} at ${url}: ${await answer.text()}`);
        url = new URL(next, url).href;
      }
      return url;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return callback(request, response);
    const result =
      self.account === null
        ? { error: 'access_denied' }
        : { login: { accountId: self.account }, consent: {} };
    provider
      .interactionFinished(request, response, result, { mergeWithLastSubmission: false })
      .catch((error) => {
        response.writeHead(500).end(String(error));
      });
  });
  return self;
}
