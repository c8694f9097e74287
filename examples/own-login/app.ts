import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { latchkeyGuard } from '@latchkey/guard/express';
import express, { type Express, type Request, type Response } from 'express';
import type { Challenge, Latchkey } from './latchkey.ts';
import { consentPage, gonePage, signInPage } from './pages.ts';
import type { People, Person } from './people.ts';

/** A browser that is signed in to this application, as before Latchkey came. */
interface Session {
  personId: string;
  csrf: string;
  at: number;
}

const COOKIE = 'fern-session';

/** The pages of the application: its own sign-in, on behalf of Latchkey too. */
export function pagesOf(people: People, latchkey: Latchkey): Express {
  const sessions = new Map<string, Session>();
  const app = express();
  app.use(express.urlencoded({ extended: false }));
  // A page of another site must not sign a browser in, nor frame the consent page.
  app.use((request, response, next) => {
    response.set({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    const site = request.get('sec-fetch-site');
    if (request.method === 'POST' && site !== undefined && site !== 'same-origin') response.status(403).end();
    else next();
  });

  app.get('/latchkey/sign-in', async (request, response) => {
    const challenge = String(request.query.challenge);
    const asked = await latchkey.challenge(challenge);
    if (!asked) return gone(response);
    const session = sessionOf(request);
    const person = session && people.byId(session.personId);
    // Somebody who is signed in goes on at once, unless the client asks for a new sign-in.
    if (!person || !mayGoOn(asked, session)) return response.send(signInPage(challenge, asked));
    response.redirect(303, await accept(challenge, person, session));
  });

  app.post('/latchkey/sign-in', async (request, response) => {
    const { challenge, email, password, decision } = fieldsOf(request);
    const asked = await latchkey.challenge(challenge);
    if (!asked) return gone(response);
    if (decision === 'refuse') return response.redirect(303, await latchkey.answer(challenge, 'refuse', {}));
    const person = await people.bySignIn(email, password);
    if (!person) {
      const problem = 'That address and password do not match.';
      return response.status(403).send(signInPage(challenge, asked, problem, email));
    }
    const [secret, csrf] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];
    const session = { personId: person.id, csrf, at: Date.now() };
    sessions.set(secret, session);
    response.cookie(COOKIE, secret, { httpOnly: true, sameSite: 'lax', secure: request.secure });
    response.redirect(303, await accept(challenge, person, session));
  });

  app.get('/latchkey/consent', async (request, response) => {
    const challenge = String(request.query.challenge);
    const found = await consentFor(request, challenge);
    if (!found) return gone(response);
    response.send(consentPage(challenge, found.asked, found.person, found.session.csrf));
  });

  app.post('/latchkey/consent', async (request, response) => {
    const { challenge, csrf, decision } = fieldsOf(request);
    const found = await consentFor(request, challenge);
    if (!found || csrf !== found.session.csrf) return gone(response);
    const scopes: unknown = request.body?.scope ?? [];
    const redirectTo =
      decision === 'allow'
        ? await latchkey.answer(challenge, 'accept-consent', { scopes: [scopes].flat().map(String) })
        : await latchkey.answer(challenge, 'refuse', {});
    response.redirect(303, redirectTo);
  });

  return app;

  function sessionOf(request: Request): Session | null {
    const cookies = (request.get('cookie') ?? '').split('; ').map((pair) => pair.split('='));
    return sessions.get(cookies.find(([name]) => name === COOKIE)?.[1] ?? '') ?? null;
  }

  /** Returns  unless the consent is about the person who is signed in to this browser. */
  async function consentFor(request: Request, challenge: string) {
    const session = sessionOf(request);
    const person = session && people.byId(session.personId);
    const asked = await latchkey.challenge(challenge);
    return person && asked?.person?.subject === person.id ? { session, person, asked } : null;
  }

  /** Tells Latchkey who signed in. The company is a tenant there, and is added with its first person. */
  function accept(challenge: string, person: Person, { at }: Session): Promise<string> {
    return latchkey.answer(challenge, 'accept', {
      subject: person.id,
      name: person.name,
      email: person.email,
      emailVerified: true,
      authenticatedAt: new Date(at).toISOString(),
      amr: ['pwd'],
      memberships: [{ tenant: person.company, role: person.role, tenantName: person.company }],
    });
  }
}

function mayGoOn({ prompt, maxAge }: Challenge, { at }: Session): boolean {
  return !prompt.includes('login') && (maxAge === null || Date.now() - at < maxAge * 1_000);
}

function fieldsOf(
  request: Request,
): Record<'challenge' | 'email' | 'password' | 'decision' | 'csrf', string> {
  const text = (name: string) => String(request.body?.[name] ?? '');
  return {
    challenge: text('challenge'),
    email: text('email'),
    password: text('password'),
    decision: text('decision'),
    csrf: text('csrf'),
  };
}

function gone(response: Response): void {
  response.status(404).send(gonePage());
}

/** The API. Latchkey decides about each call, and says who makes it: the id is the one in `people`. */
export function apiOf(guard: { url: string; key: string }): Express {
  const notes = ['Water the fig'];
  const app = express();
  app.use(latchkeyGuard(guard));
  app.get('/notes', ({ caller }, response) => {
    response.json({ by: caller?.user?.id, company: caller?.tenant?.id, notes });
  });
  app.post('/notes', (_request, response) => {
    response.status(201).json({ notes: notes.push('A new note') });
  });
  return app;
}

/** Both on one port: the API under its own host, the pages under any other. */
export function listen(port: number, api: Express, pages: Express): Promise<Server> {
  const both = express().use((request, response) =>
    (request.hostname.startsWith('api.') ? api : pages)(request, response),
  );
  return new Promise((resolve, reject) => {
    const server = both.listen(port, '127.0.0.1', (error?: Error) =>
      error ? reject(error) : resolve(server),
    );
  });
}
