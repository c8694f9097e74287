import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import findMyWay from 'find-my-way';
import type { Api } from '../../src/api.ts';
import { type ApiDefinition, addressOf } from '../../src/config/index.ts';
import { empty } from '../../src/http/answer.ts';
import { send, toInbound } from '../../src/http/exchange.ts';
import type { Route } from '../../src/http/inbound.ts';
import { sha256 } from '../../src/lib/compare.ts';
import { newId, newSecret } from '../../src/lib/ids.ts';
import { createLogger } from '../../src/lib/logger.ts';
import {
  type AuditEvent,
  type AuthorizationCode,
  ClientId,
  NO_CONTEXT,
  TenantId,
  UserId,
} from '../../src/model/index.ts';
import { oauthRoutes } from '../../src/oauth/routes.ts';
import { challengeOf } from '../../src/rules/request/pkce.ts';
import { newRuntime } from '../../src/runtime.ts';
import { type Keyring, openKeys } from '../../src/tokens/keyring.ts';
import { checkedMemory } from '../store/checked-memory.ts';
import { openNewStore } from '../store/made-before.ts';
import { ACCOUNTS, API, acme, CALLBACK, NOW, secretOf, seed } from './acme.ts';

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  json: Record<string, unknown>;
}

export interface Served {
  api: Api;
  keys: Keyring;
  /** Moves the clock on, in milliseconds. */
  later(milliseconds: number): void;
  call(options: CallOptions): Promise<Reply>;
  /** A form posted to the token endpoint; or to another endpoint of the issuer, by its path. */
  post(form: Record<string, string> | string, over?: Partial<CallOptions>): Promise<Reply>;
  /** Consents as the consent page does when a user agrees. */
  consent(over?: Partial<AuthorizationCode>): Promise<string>;
  /** Gives a connected account an id from before it was joined with others. */
  alias(id: string, account: string): void;
  /** Takes a user out of the tenant. */
  leave(userId: UserId): void;
  /** Audit rows of a kind, newest first. */
  rows(kind: AuditEvent['kind']): Promise<AuditEvent[]>;
  close(): Promise<void>;
}

export interface CallOptions {
  method: string;
  host: string;
  path: string;
  headers: Record<string, string>;
  body: string | Buffer;
}

export const VERIFIER = 'dBjftJeZ4CVP-mBtmJGxzgqkmDkzbWNlLsOPabcdefg';

/** OAuth endpoints of one API over HTTP, with a real database and real keys. */
export async function serveOAuth(definition: Partial<ApiDefinition> = {}): Promise<Served> {
  const config = acme(definition);
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-oauth-'));
  let now = NOW;
  const clock = { now: () => now };
  const opened = await openNewStore(join(folder, 'acme.db'), { clock, synchronous: 'NORMAL' });
  const store = checkedMemory(opened, clock);
  const keys = await openKeys({
    store,
    masterKey: randomBytes(32),
    apiName: config.name,
    clock,
    algorithms: config.signing,
  });
  const address = addressOf(config, { kind: 'public' });
  const api: Api = {
    config,
    address,
    store,
    keys,
    clock,
    log: createLogger({ level: 'silent' }),
    runtime: newRuntime(),
  };
  await store.seedOnce(seed());

  const routers = new Map<string, findMyWay.Instance<findMyWay.HTTPVersion.V1>>();
  for (const route of oauthRoutes(api)) {
    for (const host of new Set(route.hosts)) {
      const router = routers.get(host) ?? findMyWay();
      routers.set(host, router);
      router.on(route.method, route.path, () => {}, route);
    }
  }
  const server = createServer(async (incoming, response) => {
    const inbound = toInbound(incoming);
    const found = routers.get(inbound.host)?.find(inbound.method as 'GET', inbound.path);
    const route = found?.store as Route | undefined;
    const parameters = (found?.params ?? {}) as Record<string, string>;
    try {
      send(response, route ? await route.handle(inbound, parameters) : empty(404));
    } catch (error) {
      send(response, { ...empty(500), body: String(error) });
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 100 });

  const call = ({ method, host, path, headers, body }: CallOptions) =>
    new Promise<Reply>((resolve, reject) => {
      const outgoing = httpRequest(
        { port, host: '127.0.0.1', agent, method, path, headers: { host, ...headers } },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            const isJson = /json/.test(incoming.headers['content-type'] ?? '');
            resolve({
              status: incoming.statusCode ?? 0,
              headers: incoming.headers,
              text,
              json: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
            });
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });

  return {
    api,
    keys,
    later: (milliseconds) => {
      now += milliseconds;
    },
    call,
    post: (form, over = {}) =>
      call({
        method: 'POST',
        host: over.path ? ACCOUNTS : API,
        path: '/oauth/token',
        body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
        ...over,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...over.headers },
      }),
    async consent(over = {}) {
      const code = newSecret();
      const clientId = ClientId(over.clientId ?? 'web');
      const known = await store.client(clientId, now);
      const { mode, kind } = known?.client ?? { mode: 'live', kind: 'confidential' };
      const { userId = UserId('usr_ann'), tenantId = TenantId('org_a'), scopes = ['read'] } = over;
      await store.approve({
        newGrantId: newId('grant'),
        newConnectedAccountId: kind === 'platform' ? newId('conn') : null,
        clientId,
        userId,
        tenantId,
        mode,
        scopes,
        resources: null,
        ceiling: null,
        now,
        pushed: null,
        code: {
          hash: sha256(code),
          clientId,
          userId,
          tenantId,
          redirectUri: CALLBACK,
          codeChallenge: challengeOf(VERIFIER),
          scopes,
          audience: [],
          context: NO_CONTEXT,
          mode,
          issuedAt: now,
          expiresAt: now + 60_000,
          ...over,
        },
        audit: { allowed: [], held: [] },
      });
      return code;
    },
    alias(id, account) {
      const beside = new DatabaseSync(join(folder, 'acme.db'));
      beside.prepare('INSERT INTO connected_account_aliases (id, account_id) VALUES (?, ?)').run(id, account);
      beside.close();
    },
    leave(userId) {
      const beside = new DatabaseSync(join(folder, 'acme.db'));
      beside.prepare('DELETE FROM memberships WHERE user_id = ?').run(userId);
      beside.close();
    },
    rows: (kind) => store.auditTrail({ kind, limit: 100 }),
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** `client_id` and, for a confidential client, `client_secret`. */
export function by(clientId: string): Record<string, string> {
  return clientId === 'spa'
    ? { client_id: clientId }
    : { client_id: clientId, client_secret: secretOf(clientId) };
}

export function basic(id: string, secret: string): Record<string, string> {
  const text = `${encodeURIComponent(id)}:${encodeURIComponent(secret)}`;
  return { authorization: `Basic ${Buffer.from(text).toString('base64')}` };
}

/** The token request for a code, with everything as it should be. */
export function redeeming(code: string, over: Record<string, string> = {}): Record<string, string> {
  const base = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: VERIFIER };
  return { ...base, ...by(over.client_id ?? 'web'), ...over };
}
