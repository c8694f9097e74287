import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../src/lib/clock.ts';
import { sha256 } from '../../src/lib/compare.ts';
import { newId, newSecret } from '../../src/lib/ids.ts';
import {
  type AccessToken,
  type AuditEvent,
  type AuditKind,
  type Client,
  ClientId,
  ConnectedAccountId,
  clientRecord,
  type Grant,
  type GrantId,
  type ManagementToken,
  NO_CONTEXT,
  type PersonalToken,
  type RefreshToken,
  TenantId,
  type TokenFamily,
  type TokenHash,
  UserId,
} from '../../src/model/index.ts';
import type { Consent, Redemption, Rotation, Seed, Store } from '../../src/store/store.ts';

/** Opens an empty store whose time is the clock's. */
export type Open = (clock: Clock) => Promise<{ store: Store; remove: () => Promise<void> }>;

/** The seeded store of the case that is running. */
export type Current = () => Store;

export const NOW = Date.UTC(2026, 5, 1);
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 3_600 * SECOND;
export const DAY = 24 * HOUR;

/** A folder of its own for one test, and how to be rid of it. */
export function folder(): { path: (name: string) => string; remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'latchkey-'));
  return {
    path: (name) => join(dir, name),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

export function event(kind: AuditKind, over: Partial<AuditEvent> = {}): AuditEvent {
  return {
    kind,
    at: NOW,
    tenantId: TenantId('org_a'),
    userId: UserId('usr_ann'),
    clientId: ClientId('platform'),
    connectedAccountId: null,
    grantId: null,
    mode: 'live',
    outcome: 'allowed',
    code: null,
    ip: '192.0.2.1',
    requestId: 'req_1',
    detail: {},
    ...over,
  };
}

export function client(over: Partial<Omit<Client, 'id'>> & { id?: string } = {}): Client {
  return clientRecord({
    id: 'platform',
    name: 'Case Platform',
    kind: 'platform',
    mode: 'live',
    redirectUris: ['https://platform.example/callback'],
    grantTypes: ['authorization_code', 'refresh_token'],
    scopes: ['read', 'write'],
    ownerUserId: UserId('usr_ann'),
    tenantId: TenantId('org_a'),
    origin: 'seed',
    createdAt: NOW,
    ...over,
  });
}

export function managementToken(over: Partial<ManagementToken> = {}): ManagementToken {
  return {
    id: 'mgt_1',
    hash: sha256(newSecret()),
    name: 'nightly sync',
    hint: 'x9Zq',
    scopes: ['manage:read'],
    tenantId: null,
    madeBy: null,
    createdAt: NOW,
    expiresAt: null,
    lastUsedAt: null,
    revokedAt: null,
    ...over,
  };
}

export function personalToken(over: Partial<PersonalToken> = {}): PersonalToken {
  return {
    id: newId('tok'),
    hash: sha256(newSecret()),
    name: 'nightly export',
    hint: 'x9Zq',
    userId: UserId('usr_ann'),
    tenantId: TenantId('org_a'),
    scopes: ['read'],
    ...{ resources: null, ipAllowlist: null },
    mode: 'live',
    createdAt: NOW,
    expiresAt: null,
    lastUsedAt: null,
    revokedAt: null,
    ...over,
  };
}

/** Two tenants, Ann in both, Ben in one, a platform and a script's client. */
export function seed(): Seed {
  return {
    tenants: [
      { id: TenantId('org_a'), name: 'Alder & Co' },
      { id: TenantId('org_b'), name: 'Birch Ltd' },
    ],
    users: [
      { id: UserId('usr_ann'), email: 'Ann@alder.example', name: 'Ann', passwordHash: 'phc', createdAt: NOW },
      { id: UserId('usr_ben'), email: 'ben@birch.example', name: 'Ben', passwordHash: null, createdAt: NOW },
    ],
    memberships: [
      { tenantId: TenantId('org_a'), userId: UserId('usr_ann'), role: 'owner' },
      { tenantId: TenantId('org_b'), userId: UserId('usr_ann'), role: 'clerk' },
      { tenantId: TenantId('org_b'), userId: UserId('usr_ben'), role: 'owner' },
    ],
    customRoles: [
      { tenantId: TenantId('org_b'), name: 'clerk', title: 'Clerk', permissions: ['cases.read'] },
    ],
    clients: [
      {
        client: client(),
        secret: {
          clientId: ClientId('platform'),
          hash: sha256('secret-1'),
          hint: 'secret-1',
          sealed: null,
          createdAt: NOW,
          expiresAt: null,
        },
      },
      { client: client({ id: 'other', kind: 'confidential', ownerUserId: UserId('usr_ben') }), secret: null },
    ],
    personalTokens: [personalToken({ id: 'tok_seed', hash: sha256('pat-hash') })],
    initialAccessTokens: [
      { hash: sha256('iat-forever'), usesLeft: null, createdAt: NOW, expiresAt: null },
      { hash: sha256('iat-week'), usesLeft: null, createdAt: NOW, expiresAt: NOW + 7 * DAY },
    ],
  };
}

export function consent(over: Partial<Omit<Consent, 'code'>> & { codeHash?: TokenHash } = {}): Consent {
  const { codeHash = sha256(newSecret()), ...rest } = over;
  const base = {
    newGrantId: newId('grant'),
    newConnectedAccountId: newId('conn'),
    clientId: ClientId('platform'),
    userId: UserId('usr_ann'),
    tenantId: TenantId('org_a'),
    mode: 'live' as const,
    scopes: ['read'],
    resources: null,
    ceiling: null,
    now: NOW,
    pushed: null,
    audit: {
      allowed: [event('authorization.granted')],
      held: [event('authorization.denied', { outcome: 'denied', code: 'held_by_manager' })],
    },
    ...rest,
  };
  return {
    ...base,
    code: {
      hash: codeHash,
      clientId: base.clientId,
      userId: base.userId,
      tenantId: base.tenantId,
      redirectUri: null,
      codeChallenge: null,
      scopes: base.scopes,
      audience: [],
      context: NO_CONTEXT,
      mode: base.mode,
      issuedAt: base.now,
      expiresAt: base.now + 60 * SECOND,
    },
  };
}

/** The grant after a consent, whether or not a manager holds it. */
export async function grantAfter(store: Store, given: Consent): Promise<Grant> {
  const answer = await store.approve(given);
  if (answer.outcome === 'decided')
    throw new Error('The consent answers a request that was answered before.');
  return answer.grant;
}

export interface Begun {
  grantId: GrantId;
  connectedAccountId: ConnectedAccountId;
  codeHash: TokenHash;
  /** Which the code begins. */
  familyId?: string;
  version: number;
}

export async function approved(store: Store, over: Parameters<typeof consent>[0] = {}): Promise<Begun> {
  const given = consent(over);
  const grant = await grantAfter(store, given);
  return {
    grantId: grant.id,
    connectedAccountId: grant.connectedAccountId ?? ConnectedAccountId(''),
    codeHash: given.code.hash,
    familyId: (await store.code(given.code.hash))?.code.familyId ?? newId('fam'),
    version: grant.version,
  };
}

export function family(begun: Begun, over: Partial<TokenFamily> = {}): TokenFamily {
  return {
    id: begun.familyId ?? newId('fam'),
    clientId: ClientId('platform'),
    userId: UserId('usr_ann'),
    tenantId: TenantId('org_a'),
    grantId: begun.grantId,
    grantVersion: begun.version,
    scopes: ['read'],
    audience: [],
    mode: 'live',
    context: NO_CONTEXT,
    createdAt: NOW,
    expiresAt: NOW + 365 * DAY,
    revokedAt: null,
    ...over,
  };
}

export function access(of: TokenFamily, over: Partial<AccessToken> = {}): AccessToken {
  return {
    hash: sha256(newSecret()),
    kind: 'connected',
    clientId: of.clientId,
    userId: of.userId,
    tenantId: of.tenantId,
    grantId: of.grantId,
    grantVersion: of.grantVersion,
    familyId: of.id,
    scopes: of.scopes,
    audience: of.audience,
    mode: of.mode,
    ...{ confirmation: null, authorizationDetails: [], actors: [] },
    issuedAt: NOW,
    expiresAt: NOW + HOUR,
    ...over,
  };
}

export function refresh(of: TokenFamily, over: Partial<RefreshToken> = {}): RefreshToken {
  return {
    hash: sha256(newSecret()),
    familyId: of.id,
    keyId: 'key_1',
    issuedAt: NOW,
    expiresAt: NOW + 30 * DAY,
    usedAt: null,
    keptAt: null,
    repeats: 0,
    ...over,
  };
}

type Redeemed = Redemption & { refresh: RefreshToken };

export function redemption(begun: Begun, over: Partial<Redemption> = {}): Redeemed {
  const of = over.family ?? family(begun);
  return {
    codeHash: begun.codeHash,
    now: NOW + SECOND,
    family: of,
    access: access(of),
    audit: {
      redeemed: [event('code.redeemed', { grantId: begun.grantId })],
      replayed: [event('code.replayed', { grantId: begun.grantId, outcome: 'denied' })],
    },
    ...over,
    refresh: over.refresh ?? refresh(of),
  };
}

/** A connection with a live access and refresh token. */
export async function connected(store: Store): Promise<{ begun: Begun; first: Redeemed }> {
  const begun = await approved(store);
  const first = redemption(begun);
  await store.redeemCode(first);
  return { begun, first };
}

/** The exchange of `presented`, read while it was new; like the real derivation, the successor follows from what is presented. */
export function rotation(of: TokenFamily, presented: TokenHash, over: Partial<Rotation> = {}): Rotation {
  const grant = { status: 'active', version: of.grantVersion, expiresAt: null, updatedAt: NOW } as const;
  return {
    presentedHash: presented,
    now: NOW + HOUR,
    read: { refresh: refresh(of), family: of, grant },
    successor: refresh(of, { hash: sha256(`after ${presented}`) }),
    access: access(of),
    repeatWithin: null,
    audit: {
      rotated: [event('token.refreshed')],
      repeated: [event('token.repeated')],
      reused: [event('token.reused', { outcome: 'denied' })],
    },
    ...over,
  };
}

/** Removes all that expired before an instant, in a whole round over all tables; returns how many rows left. */
export async function expireAll(store: Store, before: number, limit = 1_000): Promise<number> {
  // A walk that another case left half done is ended first, so that rows behind its place count as well.
  while (!(await store.expire(0, 1_000)).roundEnded);
  for (let removed = 0; ; ) {
    const chunk = await store.expire(before, limit);
    removed += chunk.removed;
    if (chunk.roundEnded) return removed;
  }
}

/** How often each kind of event stands in the log. */
export async function logged(store: Store): Promise<Partial<Record<AuditKind, number>>> {
  const counts: Partial<Record<AuditKind, number>> = {};
  for (const { kind } of await store.auditTrail({ limit: 10_000 })) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

export function tally(outcomes: readonly string[]): Record<string, number> {
  const alike = Map.groupBy(outcomes, (outcome) => outcome);
  return Object.fromEntries([...alike].map(([outcome, all]) => [outcome, all.length]));
}
