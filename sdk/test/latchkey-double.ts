import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, type JWK, jwtVerify, SignJWT } from 'jose';
import type { Caller } from '../src/index.ts';

export const API_NAME = 'my-api';
export const GUARD_KEY = 'guard-key-of-my-api';

/** A caller that is recognizable in a failing test. */
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

/** A question that was signed with the guard key. */
export interface Asked {
  endpoint: string;
  nonce: string;
  headers: Record<string, string>;
  content?: unknown;
  socket: Socket;
}

export interface Told {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

export interface Latchkey {
  url: string;
  /** Questions to the check endpoint, oldest first. */
  asked: Asked[];
  /** Signed answers as they were sent, oldest first. */
  sent: string[];
  keys: Signer[];
  keyFetches: number;
  /** The check endpoint's answer; `null` has answered by itself. By default it allows everything and names `caller`. */
  check: (asked: Asked, response: ServerResponse) => Told | null | Promise<Told | null>;
  close(): Promise<void>;
}

const secret = new TextEncoder().encode(GUARD_KEY);

/** Signs as Latchkey does what it answers to the question with this nonce. */
export function signedAnswer(
  nonce: string,
  { status, headers = {}, body = '' }: Told,
  { key = secret, typ = 'latchkey-answer+jwt' } = {},
): Promise<string> {
  return new SignJWT({ nonce, status, headers, body }).setProtectedHeader({ alg: 'HS256', typ }).sign(key);
}

/** A server that plays Latchkey's internal endpoints over HTTP, with keys that really sign. */
export async function startLatchkey(): Promise<Latchkey> {
  const keys = [await signer('ES256', 'k1'), await signer('EdDSA', 'k2')];
  const publish = (): Told => {
    latchkey.keyFetches++;
    const body = JSON.stringify({ keys: latchkey.keys.map(({ jwk }) => jwk) });
    return { status: 200, headers: { 'content-type': 'application/jwk-set+json' }, body };
  };
  const server = createServer(async (request, response) => {
    const asked = await readQuestion(request);
    if (!asked && request.url === `/.latchkey/${API_NAME}/jwks`) return response.end(publish().body);
    if (!asked) return response.writeHead(404).end();
    if (asked.endpoint === 'check') latchkey.asked.push(asked);
    const told = asked.endpoint === 'check' ? await latchkey.check(asked, response) : publish();
    if (!told) return;
    const answer = await signedAnswer(asked.nonce, told);
    latchkey.sent.push(answer);
    return response.end(answer);
  });
  const latchkey: Latchkey = {
    url: `${await listen(server)}/.latchkey/${API_NAME}`,
    asked: [],
    sent: [],
    keys,
    keyFetches: 0,
    check: async () => ({
      status: 200,
      headers: { 'latchkey-identity': (await keys[0]?.sign()) ?? '', ratelimit: '"client";r=9;t=60' },
    }),
    close: () => close(server),
  };
  return latchkey;
}

/** `null` for what is not signed with the guard key, or is not what was signed. */
async function readQuestion(request: IncomingMessage): Promise<Asked | null> {
  const proof = request.headers['latchkey-question'];
  const body = await text(request);
  if (typeof proof !== 'string' || !request.url?.startsWith(`/.latchkey/${API_NAME}/`)) return null;
  const signed = await jwtVerify(proof, secret, { typ: 'latchkey-question+jwt' }).catch(() => null);
  const { nonce, endpoint, digest } = signed?.payload ?? {};
  if (endpoint !== request.url.split('/').at(-1)) return null;
  if (digest !== createHash('sha256').update(body).digest('base64url')) return null;
  return { endpoint: String(endpoint), nonce: String(nonce), socket: request.socket, ...JSON.parse(body) };
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

export function refuse(): Told {
  return { ...refusal, body: refusal.body.toString() };
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
