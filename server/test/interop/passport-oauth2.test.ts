import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import express, { type NextFunction, type Request, type Response } from 'express';
import passport from 'passport';
import OAuth2Strategy from 'passport-oauth2';
import { API, HELLO, ISSUER, openWorld, type World } from './world.ts';

/* An Express application that signs its users in by passport-oauth2, from the first click to the session. */

interface Tokens {
  access: string;
  refresh: string;
}

interface Application {
  origin: string;
  /** The last arguments of the verify callback. */
  got(): Tokens | null;
  strategy: OAuth2Strategy;
  close(): void;
}

let world: World;
const applications: Application[] = [];
before(async () => {
  world = await openWorld();
});
after(async () => {
  for (const each of applications) each.close();
  await world.close();
});

/** An application with sessions in memory, and one strategy. */
async function application(clientID: string, clientSecret: string, options: object): Promise<Application> {
  let tokens: Tokens | null = null;
  const app = express();
  const server: Server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const strategy = new OAuth2Strategy(
    {
      authorizationURL: `${ISSUER}/oauth/authorize`,
      tokenURL: `https://${API}/oauth/token`,
      clientID,
      clientSecret,
      callbackURL: `${origin}/callback`,
      scope: ['read', 'write'],
      ...options,
    } as OAuth2Strategy.StrategyOptions,
    (access: string, refresh: string, _profile: unknown, done: OAuth2Strategy.VerifyCallback) => {
      tokens = { access, refresh };
      done(null, { id: 'ada' });
    },
  );
  protectedOAuth2(strategy).setAgent(world.agent());

  const sessions = new Map<string, object>();
  app.use((request: Request & { session?: object }, response: Response, next: NextFunction) => {
    const id = /sid=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? randomUUID();
    const session = sessions.get(id) ?? {};
    sessions.set(id, session);
    Object.assign(request, { session });
    response.cookie('sid', id);
    next();
  });
  const authenticate = passport.authenticate(strategy, { session: false });
  app.get('/sign-in', authenticate);
  app.get('/callback', authenticate, (request, response) => {
    response.json({ user: request.user });
  });
  app.use((error: Error & { code?: string }, _request: Request, response: Response, _next: NextFunction) => {
    response.status(500).json({ name: error.name, code: error.code });
  });
  const made = { origin, strategy, got: () => tokens, close: () => server.close() };
  applications.push(made);
  return made;
}

/** The method by which strategies for one service fetch profiles; its types restrict it to subclasses. */
function protectedOAuth2(strategy: OAuth2Strategy) {
  return (strategy as unknown as { _oauth2: OAuth2 })._oauth2;
}

interface OAuth2 {
  setAgent(agent: object): void;
  useAuthorizationHeaderforGET(use: boolean): void;
  getOAuthAccessToken(code: string, parameters: object, done: (...got: unknown[]) => void): void;
  get(url: string, token: string, done: (...got: unknown[]) => void): void;
}

/** A person clicks “sign in” at the application, decides at Latchkey, and comes back. */
async function clicked({ origin }: Application, decision = 'allow', tamper = (url: URL) => url) {
  const start = await fetch(`${origin}/sign-in`, { redirect: 'manual' });
  const cookie = String(start.headers.get('set-cookie')).split(';')[0] ?? '';
  const asked = new URL(String(start.headers.get('location')));
  const page = await world.visit(asked, world.browser(), decision);
  const back = await fetch(tamper(new URL(page.location ?? '')), { headers: { cookie } });
  return { asked, status: back.status, text: await back.text() };
}

const refreshWith = (app: Application, token: string) =>
  new Promise<Tokens>((resolve, reject) => {
    protectedOAuth2(app.strategy).getOAuthAccessToken(
      token,
      { grant_type: 'refresh_token' },
      (error, access, refresh) =>
        error ? reject(error) : resolve({ access: String(access), refresh: String(refresh) }),
    );
  });

const get = (app: Application, token: string) =>
  new Promise<unknown>((resolve, reject) => {
    protectedOAuth2(app.strategy).get(HELLO, token, (error, body) => (error ? reject(error) : resolve(body)));
  });

const redirects = { redirectUris: ['http://127.0.0.1/callback'] };

describe('passport-oauth2', () => {
  for (const [what, id, isPublic] of [
    ['a confidential client', 'site', false],
    ['a public client', 'desktop', true],
  ] as const) {
    it(`signs in with PKCE and kept state, refreshes and calls, as ${what}`, async () => {
      const settings = isPublic ? ({ kind: 'public', authMethod: 'none' } as const) : {};
      const secret = await world.add(id, { ...redirects, ...settings });
      const app = await application(id, secret, { pkce: true, state: true });
      const { asked, status, text } = await clicked(app);
      assert.equal(asked.searchParams.get('code_challenge_method'), 'S256');
      assert.deepEqual([status, JSON.parse(text)], [200, { user: { id: 'ada' } }]);
      const refreshed = await refreshWith(app, app.got()?.refresh ?? '');
      assert.notEqual(refreshed.access, app.got()?.access);
      protectedOAuth2(app.strategy).useAuthorizationHeaderforGET(true);
      assert.match(String(await get(app, refreshed.access)), new RegExp(id));
    });
  }

  it('is refused where it puts the token into the query, as it does unless told otherwise', async () => {
    const app = await application('query', await world.add('query', redirects), { pkce: true, state: true });
    await clicked(app);
    await assert.rejects(get(app, app.got()?.access ?? ''), { statusCode: 400 });
  });

  it('refuses an answer with another state by itself', async () => {
    const app = await application('mixed', await world.add('mixed', redirects), { pkce: true, state: true });
    const { status } = await clicked(app, 'allow', (url) => {
      url.searchParams.set('state', 'of somebody else');
      return url;
    });
    assert.deepEqual([status, app.got()], [403, null]);
  });

  it('is told that the user said no', async () => {
    const app = await application('denied', await world.add('denied', redirects), {
      pkce: true,
      state: true,
    });
    assert.equal((await clicked(app, 'deny')).status, 401);
  });

  for (const [what, options] of [
    ['plain PKCE', { pkce: 'plain', state: true }],
    ['no PKCE', { state: true }],
  ] as const) {
    it(`is refused ${what}`, async () => {
      const id = what.replace(' ', '-');
      const app = await application(id, await world.add(id, redirects), options);
      const { status, text } = await clicked(app);
      assert.deepEqual(
        [status, JSON.parse(text)],
        [500, { name: 'AuthorizationError', code: 'invalid_request' }],
      );
      assert.equal(app.got(), null);
    });
  }
});
