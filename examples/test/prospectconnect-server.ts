import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Caller } from 'latchkey';
import { createApp, inProcessHandler } from '../prospectconnect/app.ts';
import { openDatabase } from '../prospectconnect/database.ts';
import { fillOnce } from '../prospectconnect/records.ts';
import { seed } from '../prospectconnect/seed.ts';

/** The API as Latchkey runs it, behind a real server; each call comes from the caller that it names. */
export interface Running {
  call(who: string, target: string, init?: RequestInit): Promise<Answer>;
  close(): void;
}

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: bodies differ from call to call, and tests look into them
  body: any;
}

export async function serveProspectConnect(clock?: () => Date): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'prospectconnect-'));
  const database = openDatabase(folder);
  fillOnce(database);
  const handler = inProcessHandler(createApp(database, clock));
  const server = createServer((request, response) => {
    const { 'x-caller': who, version } = request.headers;
    const caller = callerNamed(String(who));
    // The guard's result, believed without a check.
    void handler(request, response, version === undefined ? caller : { ...caller, version: String(version) });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    async call(who, target, init = {}) {
      const headers = new Headers(init.headers);
      headers.set('x-caller', who);
      const answer = await fetch(`http://127.0.0.1:${port}${target}`, { ...init, headers });
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) };
    },
    close() {
      server.close();
      server.closeAllConnections();
      database.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** JSON as a request carries it. */
export function json(method: string, body: unknown): RequestInit {
  return { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

/** The caller for a seeded user by the first part of their address; `nobody` is a client without user. */
function callerNamed(name: string): Caller {
  const user = seed.users.find(({ email }) => email.startsWith(`${name}@`));
  const membership = seed.memberships.find(({ userId }) => userId === user?.id);
  const tenant = seed.tenants.find(({ id }) => id === (membership?.tenantId ?? seed.tenants[0]?.id));
  return {
    tenant: tenant ?? null,
    user: user && membership ? { ...user, role: membership.role } : null,
    client: null,
    connectedAccount: null,
    token: user ? 'personal' : 'client',
    scopes: ['contact.all'],
    permissions: ['*'],
    resources: null,
    mode: 'live',
    operation: 'test',
    requestId: 'test',
  };
}
