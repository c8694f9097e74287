import type { Caller, Client } from 'latchkey';
import { defineApi, gateway } from 'latchkey/config';
import { TenantId } from 'latchkey/seed';
import { createLogger, readPort } from 'latchkey/serve';
import { openListener, type Running, startLatchkey } from 'latchkey/start';

/** Starts Latchkey as a program does that has it inside. */
export async function start(file: string, masterKey: Buffer): Promise<Running> {
  const endpoints = { authorization: 'https://a.example/authorize', token: 'https://a.example/token' };
  const config = defineApi({
    name: 'notes',
    title: 'Notes',
    issuer: 'https://a.example',
    endpoints,
    domains: { 'api.a.example': {} },
    tenant: { word: 'company', field: 'company_id' },
    openapi: './openapi.yaml',
    front: gateway({ upstream: 'http://127.0.0.1:5000' }),
    scopes: { 'notes:read': 'Read your notes' },
    roles: { owner: { title: 'Owner', permissions: ['*'] } },
  });
  const listener = await openListener('127.0.0.1', readPort('0', 'PORT'));
  const log = createLogger({ level: 'warn' });
  return startLatchkey({
    apis: [{ config, file }],
    dataDir: '.',
    masterKey,
    listener,
    hosts: 'localhost',
    log,
  });
}

export const tenant = TenantId('acme');
export type Parties = Pick<Caller, 'client'> & Pick<Client, 'id'>;
