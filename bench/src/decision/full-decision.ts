import type { ApiConfig } from 'latchkey/config';
import type { Call } from '../../../server/src/guard/call.ts';
import { createGuard } from '../../../server/src/guard/guard.ts';
import type { AuditEvent } from '../../../server/src/model/index.ts';
import { loadAllOperations } from '../../../server/src/openapi/domain-operations.ts';
import config from '../contestants/latchkey.config.ts';
import { CONFIG_FILE, makeCodes, serveLatchkey } from '../contestants/served.ts';
import { generateLoad } from '../load/generate.ts';
import { supplyOf } from '../load/supply.ts';
import { tokenRecipes } from '../scenarios.ts';
import type { Measured } from './measured.ts';

const TOKENS = 64;
/** Counted, never reached. */
const LIMIT = [{ calls: 1_000_000_000, per: 60 }];

export interface Decisions {
  durable: Measured;
  buffered: Measured;
  /** Writes the row of a decision by the store, as the guard does. */
  rowAlone: Measured;
  tokens: string[];
  /** The file with the rows of the decisions. */
  file: string;
  /** The limits that a call counted against, as `RateLimit-Policy` has them. */
  limits: string;
  close(): Promise<void>;
}

/** A guard with what it decides by, in this process: client, user and tenant are limited. */
export async function openDecisions(folder: string): Promise<Decisions> {
  const limited: ApiConfig = { ...config, limits: { ...config.limits, user: LIMIT, tenant: LIMIT } };
  const { api, port, close } = await serveLatchkey(limited, folder);
  const tokens = await issue();
  const operations = await loadAllOperations(CONFIG_FILE, { config: limited, address: api.address });
  const host = new URL(api.address.api).hostname;
  let made = 0;
  const call = (): Call => ({
    method: 'GET',
    host,
    path: '/things',
    query: '',
    authorization: `Bearer ${tokens[made++ % TOKENS]}`,
    dpop: undefined,
    origin: null,
    account: undefined,
    certificate: null,
    ip: '127.0.0.1',
    secure: true,
    requestId: `req_${made}`,
  });
  const guardWith = (calls: ApiConfig['audit']['calls']) => {
    const decide = createGuard(
      { ...api, config: { ...limited, audit: { ...limited.audit, calls } } },
      operations,
    );
    return async () => {
      const decision = await decide(call());
      if (decision.outcome === 'deny') throw new Error(`The call was refused: ${decision.refusal.code}.`);
      return decision.headers;
    };
  };
  const decide = guardWith('durable');
  const headers = await decide();
  const [last] = await api.store.auditTrail({ kind: 'api.called', limit: 1 });
  if (!last) throw new Error('The decision has no row.');
  const { id: _id, ...event } = last;
  const write = () => {
    const row: AuditEvent = {
      ...event,
      at: Date.now(),
      requestId: `req_${made++}`,
      detail: { ...event.detail },
    };
    return api.store.record([row]);
  };
  return {
    durable: { call: decide },
    // A row that is written after them tells that theirs are there.
    buffered: { call: guardWith('buffered'), settled: write },
    rowAlone: { call: write },
    tokens,
    file: `${folder}/${config.name}.sqlite`,
    limits: headers['ratelimit-policy'] ?? 'none',
    close,
  };

  async function issue(): Promise<string[]> {
    const { endpoints } = api.address;
    const recipe = tokenRecipes({
      host: new URL(endpoints.token).hostname,
      token: new URL(endpoints.token).pathname,
      introspection: new URL(endpoints.introspection).pathname,
      introspects: 'code exchange',
    })['code exchange'];
    const issued: string[] = [];
    await generateLoad({
      ...{ port, recipe, supply: supplyOf(recipe, await makeCodes(api, TOKENS)) },
      ...{ connections: 8, milliseconds: 60_000, requests: TOKENS },
      answered: (body) => issued.push(/"access_token":"([^"]+)"/.exec(body)?.[1] ?? ''),
    });
    return issued;
  }
}
