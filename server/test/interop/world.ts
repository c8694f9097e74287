import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { Agent } from 'node:https';
import { connect } from 'node:tls';
import type { ApiDefinition } from '../../src/config/index.ts';
import { type Client, GRANT_TYPES, TenantId, UserId } from '../../src/model/index.ts';
import { hashPassword } from '../../src/signin/passwords.ts';
import { ACCOUNTS, API, CALLBACK } from '../oauth/acme.ts';
import { type Certified, CN, certify } from '../oauth/client-auth/certificates.ts';
import { MTLS, type OverTls, serveOverTls } from '../oauth/client-auth/over-tls.ts';
import { addClient } from '../oauth/client-auth/signer.ts';
import { decide } from '../oauth/device/television.ts';
import { PASSWORD, type Page, Visitor } from '../pages/visitor.ts';

export const ISSUER = `https://${ACCOUNTS}`;
export const HELLO = `https://${API}/v1/hello`;
export const EMAIL = 'ada@acme.test';
export const SIGNED_OUT_AT = 'https://app.example/signed-out';
export const FOLDER = { type: 'folder', identifier: '42' };
const SCOPES = ['read', 'write', 'openid', 'profile', 'email', 'offline_access'];

/** The issuer of assertions that this API trusts. */
export const PARTNER = { issuer: 'https://login.partner.example', ...generateKeyPairSync('ed25519') };

/** Replaces the network's `fetch` in a library. */
export type Fetch = (address: string | URL, options?: object) => Promise<Response>;

/**
 * The whole of Latchkey behind TLS with every feature enabled, a user who can sign in, and ways for clients
 * to reach it.
 */
export interface World extends OverTls {
  /** Sends any request of a library to this server, with a certificate where the server asks for one. */
  fetch(certificate?: Certified): Fetch;
  /** Adds a client and returns its secret, if it has one. */
  add(id: string, over?: Partial<Client>): Promise<string>;
  /** For libraries that go through Node's own client. */
  agent(): Agent;
  browser(): Visitor;
  /** Where the browser of the user ends up who opens `address` and allows what is asked. */
  allowed(address: string | URL): Promise<URL>;
  /** The page at which they end up: what is posted to the client, or an error page. */
  visit(address: string | URL, browser?: Visitor, decision?: string): Promise<Page>;
  /** Enters the code of a device, and allows what it asks for. */
  enter(userCode: string): Promise<void>;
}

export async function openWorld(definition: Partial<ApiDefinition> = {}): Promise<World> {
  const served = await serveOverTls({
    signIn: true,
    registration: 'open',
    deviceAuthorization: true,
    signing: ['ES256', 'EdDSA', 'RS256'],
    clientCertificates: { from: 'tls', origin: `https://${MTLS}` },
    authorizationDetails: { folder: { title: 'Open a folder', schema: { properties: { identifier: {} } } } },
    tokenExchange: { mayAct: { agent: '*' } },
    trustedIssuers: [
      {
        issuer: PARTNER.issuer,
        jwks: { keys: [{ ...PARTNER.publicKey.export({ format: 'jwk' }), kty: 'OKP', kid: 'partner' }] },
        subject: 'sub',
        clients: ['web-app'],
      },
    ],
    ...definition,
  });
  const { store } = served.api;
  const passwordHash = await hashPassword(PASSWORD);
  await store.addUser(
    { id: UserId('ada'), email: EMAIL, name: 'Ada Lovelace', passwordHash, createdAt: 0 },
    [],
  );
  await store.addMembership({ tenantId: TenantId('org_a'), userId: UserId('ada'), role: 'owner' }, []);

  const signedIn = new Visitor(served.ports.plain, ACCOUNTS, served.ca);
  const world: World = {
    ...served,
    fetch: (certificate) => (address, options) => answer(served, new Request(address, options), certificate),
    async add(id, over = {}) {
      const defaults = {
        scopes: SCOPES,
        grantTypes: [...GRANT_TYPES],
        ownerUserId: null,
        tenantId: TenantId('org_a'),
      };
      const { settings, ...rest } = over;
      const all = { postLogoutRedirectUris: [SIGNED_OUT_AT], ...settings };
      return (await addClient(served, id, { ...defaults, settings: all, ...rest })) ?? '';
    },
    agent() {
      const agent = new Agent();
      agent.createConnection = ({ host }) =>
        connect({
          host: '127.0.0.1',
          port: served.ports.plain,
          ca: served.ca,
          ...(host ? { servername: host } : {}),
        });
      return agent;
    },
    browser: () => new Visitor(served.ports.plain, ACCOUNTS, served.ca),
    async allowed(address) {
      const { location, text } = await world.visit(address);
      assert.ok(location, text);
      return new URL(location);
    },
    async visit(address, browser = signedIn, decision = 'allow') {
      const { pathname, search } = new URL(address);
      let at = pathname + search;
      for (let steps = 0; steps < 6; steps++) {
        const page = await browser.get(at);
        const form = await submitted(browser, page, at, decision);
        const next = form?.location ?? page.location;
        if (form && !form.location) return form;
        if (next === undefined || !next.startsWith('/')) return form ?? page;
        at = next;
      }
      throw new Error(`${address} leads round in circles`);
    },
    async enter(userCode) {
      if (signedIn.cookies.size === 0) await signedIn.signIn(EMAIL);
      await decide(signedIn, userCode, 'allow');
    },
  };
  return world;
}

/** Fills in the form of a page, if it has one: signing in, or the decision. */
async function submitted(browser: Visitor, page: Page, at: string, decision: string): Promise<Page | null> {
  if (page.text.includes('name="password"')) {
    const hidden = { form: page.field('form'), return_to: page.field('return_to') };
    return browser.post('/sign-in', { ...hidden, email: EMAIL, password: PASSWORD });
  }
  if (!page.text.includes('name="decision"')) return null;
  const hidden = { csrf: page.field('csrf'), tenant: page.field('tenant'), consent: page.field('consent') };
  return browser.post(at, { ...hidden, decision });
}

async function answer(served: OverTls, request: Request, certificate?: Certified): Promise<Response> {
  const { host, pathname, search } = new URL(request.url);
  const reply = await served.call({
    host,
    path: pathname + search,
    method: request.method,
    headers: Object.fromEntries(request.headers),
    body: await request.text(),
    // Certificates are asked for at the aliases, and at the API where a bound token is used.
    ...(certificate && host !== ACCOUNTS ? { certificate } : { plain: true }),
  });
  const headers = Object.entries(reply.headers).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  return new Response(reply.text === '' ? null : reply.text, { status: reply.status, headers });
}

/** A certificate that a client signed itself. */
export function ownCertificate(name: string): Certified {
  return certify(Date.now(), { subject: [[CN, name]] });
}

export { ACCOUNTS, API, CALLBACK };
