import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { Caller } from '../src/index.ts';

export const API_NAME = 'my-api';
export const GUARD_KEY = 'guard-key-of-my-api';

/** Somebody who may be told apart from anybody else in a failing test. */
export const caller: Caller = {
  tenant: { id: 'org_1', name: 'Müller & Søn' },
  user: { id: 'usr_1', email: 'mia@example.com', name: 'Mia', role: 'agent' },
  client: { id: 'cli_1', name: 'Reporter', kind: 'confidential' },
  connectedAccount: null,
  token: 'plain',
  scopes: ['read', 'write'],
  permissions: ['contact.*', 'deal.read'],
  resources: [{ type: 'project', id: '42' }],
  mode: 'live',
  operation: 'listThings',
  requestId: 'req_1',
};

export interface Signer {
  kid: string;
  jwk: JWK;
  sign(claims?: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
}

/** A signing key with which identities, and things that are nearly identities, are made. */
export async function signer(alg: 'ES256' | 'EdDSA', kid: string): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
  return {
    kid,
    jwk,
    sign: (claims = {}, header = {}) => {
      const now = Math.floor(Date.now() / 1_000);
      const whole = {
        iss: 'https://accounts.example',
        aud: API_NAME,
        iat: now,
        exp: now + 60,
        jti: 'req_1',
        caller,
        ...claims,
      };
      return new SignJWT(whole)
        .setProtectedHeader({ alg, kid, typ: 'latchkey-identity+jwt', ...header })
        .sign(privateKey);
    },
  };
}

export interface Latchkey {
  url: string;
  /** Requests to the check endpoint, oldest first. */
  asked: IncomingMessage[];
  keys: Signer[];
  keyFetches: number;
  /** What the check endpoint does. By default it allows everything and names `caller`. */
  check: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
  close(): Promise<void>;
}

/** A server that plays Latchkey's internal endpoints over HTTP, with keys that really sign. */
export async function startLatchkey(): Promise<Latchkey> {
  const keys = [await signer('ES256', 'k1'), await signer('EdDSA', 'k2')];
  const server = createServer((request, response) => {
    if (request.url === `/.latchkey/${API_NAME}/jwks`) {
      latchkey.keyFetches++;
      response.setHeader('content-type', 'application/jwk-set+json');
      response.end(JSON.stringify({ keys: latchkey.keys.map(({ jwk }) => jwk) }));
      return;
    }
    if (
      request.url === `/.latchkey/${API_NAME}/check` &&
      request.headers['latchkey-guard-key'] === GUARD_KEY
    ) {
      latchkey.asked.push(request);
      void latchkey.check(request, response);
      return;
    }
    response.writeHead(404).end();
  });
  const latchkey: Latchkey = {
    url: `${await listen(server)}/.latchkey/${API_NAME}`,
    asked: [],
    keys,
    keyFetches: 0,
    check: async (_request, response) => {
      response.setHeader('latchkey-identity', (await keys[0]?.sign()) ?? '');
      response.setHeader('ratelimit', '"client";r=9;t=60');
      response.end();
    },
    close: () => close(server),
  };
  return latchkey;
}

/** A refusal with bytes that any re-encoding would change. */
export const refusal = {
  status: 403,
  headers: {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'www-authenticate': 'Bearer error="insufficient_scope", scope="write"',
    ratelimit: '"client";r=0;t=7',
    'retry-after': '7',
  },
  body: Buffer.from(
    '{"type":"about:blank", "title":"Ni\\u00e9t","status":403,"detail":"Grüße","code":"insufficient_scope",' +
      '"checks":[{"check":"scope","outcome":"failed"}],"remedy":"reauthorize"}\n',
  ),
};

export function refuse(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(refusal.status, refusal.headers).end(refusal.body);
}

/** Listens on a free port of the loopback interface; gives the origin. */
export function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });
}

export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
