import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Auth, type AuthConfig, customFetch } from '@auth/core';
import type { OAuth2Config, OIDCConfig } from '@auth/core/providers';
import type { Client, ClientAuthMethod } from '../../src/model/index.ts';
import { newKey } from '../oauth/client-auth/signer.ts';
import { API, EMAIL, HELLO, ISSUER, openWorld, type World } from './world.ts';

/* An application that signs its users in by Auth.js: its own handler, from the sign-in button to the session. */

const APP = 'https://app.example';
const CALLBACK_PATH = '/auth/callback/latchkey';
const CALLBACK = { redirectUris: [APP + CALLBACK_PATH] };

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.close());

type Provider = OIDCConfig<Profile> | OAuth2Config<Profile>;
interface Profile {
  sub?: string;
  client?: string;
}

interface Application {
  /** Presses the button, decides at Latchkey, and comes back. */
  signIn(tamper?: (url: URL) => URL): Promise<{ asked: URL; response: Response }>;
  session(): Promise<{ user?: { name?: string; email?: string } } | null>;
  cookies: Map<string, string>;
  /** Auth.js' account: the token response. */
  account(): Record<string, unknown>;
}

function application(provider: Provider, decision = 'allow'): Application {
  const cookies = new Map<string, string>();
  let account: Record<string, unknown> = {};
  const config: AuthConfig = {
    basePath: '/auth',
    secret: 'a secret of the application, for its cookies',
    trustHost: true,
    // A refusal is what some tests are about; it need not be printed.
    logger: { error: () => {} },
    providers: [{ ...provider, [customFetch]: world.fetch() as typeof fetch } as Provider],
    callbacks: {
      jwt({ token, account: given }) {
        if (given) account = { ...given };
        return token;
      },
    },
  };
  const send = async (path: string, form?: Record<string, string>) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const post = form && { method: 'POST', body: new URLSearchParams(form) };
    const response = await Auth(new Request(new URL(path, APP), { headers: { cookie }, ...post }), config);
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const equals = pair.indexOf('=');
      if (pair.slice(equals + 1) === '') cookies.delete(pair.slice(0, equals));
      else cookies.set(pair.slice(0, equals), pair.slice(equals + 1));
    }
    return response;
  };
  return {
    cookies,
    account: () => account,
    async signIn(tamper = (url) => url) {
      const { csrfToken } = (await (await send('/auth/csrf')).json()) as { csrfToken: string };
      const pressed = await send('/auth/signin/latchkey', { csrfToken, callbackUrl: `${APP}/home` });
      const asked = new URL(pressed.headers.get('location') ?? '');
      const page = await world.visit(asked, world.browser(), decision);
      if (page.location === undefined) {
        const fields = ['code', 'state', 'iss'].map((name) => [name, page.field(name)]);
        const posted = Object.fromEntries(fields) as Record<string, string>;
        return { asked, response: await send(CALLBACK_PATH, posted) };
      }
      const back = tamper(new URL(page.location));
      return { asked, response: await send(back.pathname + back.search) };
    },
    session: async () => (await (await send('/auth/session')).json()) as null,
  };
}

function signIn(clientId: string, over: Partial<OIDCConfig<Profile>> = {}): Provider {
  return {
    id: 'latchkey',
    name: 'Acme',
    type: 'oidc',
    issuer: ISSUER,
    clientId,
    checks: ['pkce', 'state', 'nonce'],
    ...over,
  };
}

async function assertSignedIn(app: Application): Promise<URL> {
  const { asked, response } = await app.signIn();
  assert.equal(response.headers.get('location'), `${APP}/home`);
  assert.ok([...app.cookies.keys()].some((name) => name.endsWith('authjs.session-token')));
  const session = await app.session();
  assert.deepEqual([session?.user?.name, session?.user?.email], ['Ada Lovelace', EMAIL]);
  return asked;
}

describe('Auth.js', () => {
  it('signs in by OpenID Connect with PKCE, state and nonce', async () => {
    const clientSecret = await world.add('authjs', CALLBACK);
    const app = application(signIn('authjs', { clientSecret, idToken: false }));
    const asked = await assertSignedIn(app);
    for (const name of ['code_challenge', 'state', 'nonce']) assert.ok(asked.searchParams.get(name), name);
    assert.equal(app.account().scope, 'openid profile email');
  });

  it('takes a posted answer', async () => {
    const clientSecret = await world.add('authjs-posted', CALLBACK);
    const authorization = { params: { response_mode: 'form_post' } };
    const asked = await assertSignedIn(
      application(signIn('authjs-posted', { clientSecret, authorization, idToken: false })),
    );
    assert.equal(asked.searchParams.get('response_mode'), 'form_post');
  });

  it('reads the ID token, which has name and address where they are asked for by name', async () => {
    const clientSecret = await world.add('authjs-claims', CALLBACK);
    const claims = { id_token: { name: null, email: null } };
    const authorization = { params: { claims } } as unknown as { params: Record<string, string> };
    await assertSignedIn(application(signIn('authjs-claims', { clientSecret, authorization })));
  });

  const key = newKey('ES256', 'authjs');
  const methods: [ClientAuthMethod, Partial<Client>][] = [
    ['client_secret_basic', {}],
    ['client_secret_post', {}],
    ['client_secret_jwt', {}],
    ['none', { kind: 'public' }],
    // It names issuer and token endpoint as audience, which only the dialect takes.
    [
      'private_key_jwt',
      { settings: { jwks: { keys: [key.jwk] } }, dialects: ['assertion-audience-token-endpoint'] },
    ],
  ];
  for (const [method, over] of methods) {
    it(`proves itself by ${method}`, async () => {
      const id = `authjs-${method}`;
      const clientSecret = await world.add(id, { ...CALLBACK, authMethod: method, ...over });
      const pkcs8 = key.privateKey.export({ type: 'pkcs8', format: 'der' });
      const ec = { name: 'ECDSA', namedCurve: 'P-256' };
      const clientPrivateKey = await crypto.subtle.importKey('pkcs8', pkcs8, ec, false, ['sign']);
      await assertSignedIn(
        application(
          signIn(id, {
            idToken: false,
            ...(clientSecret === '' ? {} : { clientSecret }),
            client: { token_endpoint_auth_method: method },
            ...(method === 'private_key_jwt' ? { token: { clientPrivateKey } } : {}),
          }),
        ),
      );
    });
  }

  it('connects by plain OAuth, with the API as its source of a profile', async () => {
    const clientSecret = await world.add('authjs-oauth', CALLBACK);
    const app = application({
      id: 'latchkey',
      name: 'Acme',
      type: 'oauth',
      issuer: ISSUER,
      clientId: 'authjs-oauth',
      clientSecret,
      checks: ['pkce', 'state'],
      authorization: { url: `${ISSUER}/oauth/authorize`, params: { scope: 'read' } },
      token: `https://${API}/oauth/token`,
      userinfo: HELLO,
      profile: ({ client }) => ({ id: String(client), name: String(client) }),
    });
    const { response } = await app.signIn();
    assert.equal(response.headers.get('location'), `${APP}/home`);
    assert.equal((await app.session())?.user?.name, 'authjs-oauth');
    assert.equal(app.account().scope, 'read');
    assert.ok(app.account().refresh_token);
  });

  it('lets nobody in by another state, another issuer, or a refusal', async () => {
    const clientSecret = await world.add('authjs-refuses', CALLBACK);
    const changed = (name: string, value: string) => (url: URL) => {
      url.searchParams.set(name, value);
      return url;
    };
    for (const [decision, tamper] of [
      // Runs before anything is allowed: afterwards the user would not be asked.
      ['deny', (url: URL) => url],
      ['allow', changed('state', 'of somebody else')],
      ['allow', changed('iss', 'https://other.example')],
    ] as const) {
      const app = application(signIn('authjs-refuses', { clientSecret }), decision);
      const { response } = await app.signIn(tamper);
      assert.match(response.headers.get('location') ?? '', /\/auth\/(error|signin)\?/);
      assert.equal(await app.session(), null);
    }
  });

  it('is refused without PKCE, however it is set up', async () => {
    const clientSecret = await world.add('authjs-no-pkce', CALLBACK);
    const app = application(signIn('authjs-no-pkce', { clientSecret, checks: ['state', 'nonce'] }));
    const { response } = await app.signIn();
    assert.match(response.headers.get('location') ?? '', /error=/);
    assert.equal(await app.session(), null);
  });
});
