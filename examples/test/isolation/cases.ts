import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ApiConfig } from 'latchkey/config';
import { TenantId, UserId } from 'latchkey/seed';
import { newId } from '../../../server/src/lib/ids.ts';
import type { Mode, Operation } from '../../../server/src/model/index.ts';
import { freshNonce } from '../../../server/src/proof/request-proof.ts';
import convert from '../../convert/latchkey.config.ts';
import proconvey from '../../proconvey/latchkey.config.ts';
import procurios from '../../procurios/latchkey.config.ts';
import prospectconnect from '../../prospectconnect/latchkey.config.ts';
import { everyHolder, granted, type Holder } from './holders.ts';
import { type OpenStore, openStage, prover, type Stage } from './stage.ts';

/*
 * Every operation × every kind of token × own, other and no customer, for each of the four APIs: what the guard
 * decides is what a model decides that is written from the documentation, by other means than the guard's.
 */

type Account = 'none' | 'own' | 'other' | 'unknown';

/** Whether `text` fits a pattern with stars, by a regular expression. */
function fits(pattern: string, text: string): boolean {
  return new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(text);
}

function heldScopes({ scopes }: ApiConfig, held: string[]): string[] {
  const all = [...held];
  for (const name of all) {
    for (const [other, { aboutUser }] of Object.entries(scopes)) {
      const covered = !aboutUser && scopes[name]?.covers.some((pattern) => fits(pattern, other));
      if (covered && !all.includes(other)) all.push(other);
    }
  }
  return all;
}

interface Expected {
  allowed: boolean;
  tenant: string | null;
  account: string | null;
}

function expected(
  stage: Stage,
  operation: Operation,
  holder: Holder,
  domain: Mode,
  account: Account,
): Expected {
  const no = { allowed: false, tenant: null, account: null };
  if (operation.public) return { ...no, allowed: true };
  if (!holder.counts || holder.mode !== domain) return no;

  let { role, tenant } = holder;
  let actsFor = holder.kind === 'client' ? null : holder.account;
  if (stage.api.config.accountHeader !== undefined) {
    if (account === 'other' || account === 'unknown') return no;
    if (account === 'none' && holder.isPlatform && operation.customerData) return no;
    if (account === 'own') {
      if (!holder.isPlatform) return no;
      actsFor = holder.account;
      tenant = 'own';
      role = stage.manager;
    }
  }
  if (tenant === null && operation.customerData) return no;
  const scopes = heldScopes(stage.api.config, holder.scopes);
  if (!operation.scopes.some((way) => way.every((scope) => scopes.includes(scope)))) return no;
  if (role === 'gone') return no;
  const { permission } = operation;
  if (role !== null && permission !== null) {
    if (!stage.api.config.roles[role]?.permissions.some((pattern) => fits(pattern, permission))) return no;
  }
  if (holder.selected !== null && operation.resources.length > 0) return no;
  return { allowed: true, tenant, account: actsFor };
}

/** A path of the operation, about a record that the model does not care about. */
function pathOf({ template }: Operation): string {
  return template.replaceAll(/\{[^}]+\}/g, 'rec_1');
}

function authorizationOf(
  stage: Stage,
  { token, proves }: Holder,
  method: string,
  host: string,
  path: string,
) {
  if (token === null) return { authorization: undefined, dpop: undefined };
  if (!proves) return { authorization: `Bearer ${token}`, dpop: undefined };
  const at = stage.now / 1_000;
  const uri = `http://${host}:4000${path}`;
  const dpop = prover.proof({ method, uri, at, token, nonce: freshNonce(stage.api) });
  return { authorization: `DPoP ${token}`, dpop };
}

async function everyCombination(config: ApiConfig, openapi: URL, open: OpenStore): Promise<void> {
  const stage = await openStage(config, openapi, open);
  try {
    const holders = await everyHolder(stage);
    const foreign = await granted(
      stage,
      'rival',
      {},
      { userId: UserId('usr_other'), tenantId: TenantId('other') },
    );
    const hosts = stage.modes.flatMap((mode) => {
      const host = [...stage.api.address.hosts].find(([, served]) => served.mode === mode)?.[0];
      return host === undefined ? [] : [{ host, mode }];
    });
    const accounts: Account[] =
      config.accountHeader === undefined ? ['none'] : ['none', 'own', 'other', 'unknown'];
    const allowedTo = new Map(holders.map(({ name }) => [name, 0]));
    let made = 0;
    for (const operation of stage.operations) {
      for (const { host, mode } of hosts) {
        for (const account of accounts) {
          for (const holder of holders) {
            const path = pathOf(operation);
            const named = {
              none: undefined,
              own: holder.account ?? 'conn_own',
              other: foreign.grant.connectedAccountId ?? '',
              unknown: 'conn_unknown',
            };
            const decision = await stage.decide({
              ...{ method: operation.method, host, path, query: '', origin: null, ip: '192.0.2.7' },
              ...authorizationOf(stage, holder, operation.method, host, path),
              ...{ account: named[account], requestId: newId('req') },
            });
            made++;
            const wanted = expected(stage, operation, holder, mode, account);
            const what = `${operation.id}, ${holder.name}, ${mode} domain, account ${account}`;
            const code = decision.outcome === 'deny' ? decision.refusal.code : '';
            assert.equal(decision.outcome, wanted.allowed ? 'allow' : 'deny', `${what} ${code}`);
            if (decision.outcome === 'allow') {
              assert.equal(decision.caller?.tenant?.id ?? null, wanted.tenant, what);
              assert.equal(decision.caller?.connectedAccount ?? null, wanted.account, what);
              if (!operation.public) allowedTo.set(holder.name, (allowedTo.get(holder.name) ?? 0) + 1);
            } else {
              assert.ok([400, 401, 403, 404].includes(decision.refusal.status), what);
              const said = JSON.stringify([decision.refusal.detail, decision.refusal.checks]);
              assert.ok(!said.includes(foreign.grant.connectedAccountId ?? ''), what);
            }
          }
        }
      }
    }
    // A matrix in which nothing ever passes, or everything does, shows nothing.
    assert.ok(made >= stage.operations.length * holders.length);
    for (const { name, counts } of holders) {
      if (!counts) assert.equal(allowedTo.get(name), 0, name);
    }
    for (const name of [
      'plain',
      'plain, JWT',
      'plain, exchanged',
      'plain, bound and proved',
      'client credentials of a customer',
      'personal, live',
    ]) {
      assert.ok((allowedTo.get(name) ?? 0) > 0, name);
    }
    assert.equal(allowedTo.get('plain, of another customer'), allowedTo.get('plain'));
  } finally {
    await stage.close();
  }
}

/** The matrix of all four APIs, on the database that `open` makes. */
export function isolationCases(open: OpenStore): void {
  for (const config of [proconvey, procurios, prospectconnect, convert]) {
    const openapi = new URL(`../../${config.name}/openapi.yaml`, import.meta.url);
    it(`every operation of ${config.title} × every kind of token × own, other and no customer`, () =>
      everyCombination(config, openapi, open));
  }
}
