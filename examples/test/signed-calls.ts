import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Caller } from '@latchkey/guard';
import type { ApiConfig } from 'latchkey/config';
import { loadOperations, type OperationTable } from '../../server/src/openapi/operation-table.ts';

/** Calls to an example's API as Latchkey's gateway makes them: with an identity that is really signed. */
export interface SignedCalls {
  /** The Latchkey whose identities the API verifies. */
  latchkey: { url: string; audience: string };
  operations: OperationTable;
  /** A signed identity; `claims` and `header` replace those of a sound one. */
  identity(caller: Caller | null, claims?: Record<string, unknown>, header?: Record<string, unknown>): string;
  /** Names the operation as the guard would, signs, and calls. */
  call(origin: string, who: Caller, method: string, path: string, body?: unknown): Promise<Reply>;
  close(): Promise<void>;
}

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  /** The body as JSON, of the shape that the test expects. */
  json<Body = Record<string, unknown>>(): Body;
}

export function readReply(answer: Response): Promise<Reply> {
  return answer.text().then((text) => ({
    status: answer.status,
    headers: answer.headers,
    text,
    json: <Body>() => JSON.parse(text) as Body,
  }));
}

/** Publishes a signing key where Latchkey would, for the API that `config` describes. */
export async function signedCalls(config: ApiConfig, openapi: URL): Promise<SignedCalls> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'test-key', alg: 'EdDSA', use: 'sig' };
  const server = createServer((request, response) => {
    const found = request.url === `/.latchkey/${config.name}/jwks`;
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    response.end(found ? JSON.stringify({ keys: [jwk] }) : '{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const operations = await loadOperations(fileURLToPath(openapi), config);

  const identity: SignedCalls['identity'] = (caller, claims = {}, header = {}) => {
    const now = Math.floor(Date.now() / 1_000);
    const parts = [
      { alg: 'EdDSA', kid: 'test-key', typ: 'latchkey-identity+jwt', ...header },
      { iss: config.issuer, aud: config.name, iat: now, exp: now + 60, jti: 'req_test', caller, ...claims },
    ];
    const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`;
  };

  return {
    latchkey: { url: `http://127.0.0.1:${port}/.latchkey/${config.name}`, audience: config.name },
    operations,
    identity,
    async call(origin, who, method, path, body) {
      const matched = operations.match(method, path.split('?')[0] ?? '');
      if (matched.kind !== 'found') throw new Error(`${method} ${path} is no operation`);
      const answer = await fetch(origin + path, {
        method,
        headers: {
          'latchkey-identity': identity({ ...who, operation: matched.operation.id }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return readReply(answer);
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Returns a caller that Latchkey allowed, with `changes`. */
export function callerOf(
  tenant: { id: string; name: string } | null,
  userId: string | null,
  changes: Partial<Caller> = {},
): Caller {
  return {
    tenant,
    user:
      userId === null ? null : { id: userId, email: `${userId}@mail.example`, name: userId, role: 'owner' },
    client: null,
    connectedAccount: null,
    token: 'personal',
    scopes: [],
    permissions: ['*'],
    resources: null,
    mode: 'live',
    operation: '',
    requestId: 'req_test',
    ...changes,
  };
}
