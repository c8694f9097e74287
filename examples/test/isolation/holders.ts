import { ClientId, TenantId, UserId } from 'latchkey/seed';
import { sha256 } from '../../../server/src/lib/compare.ts';
import { newId, newSecret } from '../../../server/src/lib/ids.ts';
import {
  type AccessToken,
  type Grant,
  type Mode,
  NO_CONTEXT,
  type ResourceRef,
} from '../../../server/src/model/index.ts';
import { newToken } from '../../../server/src/tokens/format.ts';
import { prover, type Stage } from './stage.ts';

/** A token of some kind, with the plain facts about it from which the model judges. */
export interface Holder {
  name: string;
  /** `null`: the call carries none. */
  token: string | null;
  /** How the call proves the key that the token is bound to. */
  proves: boolean;
  /** Whether it is good at all: issued here, not over, in the right hands. */
  counts: boolean;
  kind: 'plain' | 'connected' | 'client' | 'personal';
  isPlatform: boolean;
  mode: Mode;
  scopes: string[];
  /** The tenant whose data it opens; `null` for a client without one. */
  tenant: string | null;
  /** `null`: no user behind it. `gone`: a user who is no member any more. */
  role: string | 'gone' | null;
  account: string | null;
  selected: ResourceRef[] | null;
}

type Facts = Partial<Omit<Holder, 'name' | 'token'>>;

/** Every kind of token there is, for one API: `own` and `other` are two customers that have nothing in common. */
export async function everyHolder(stage: Stage): Promise<Holder[]> {
  const { manager, modes, roles } = stage;
  const all = stage.scopes;
  const base: Omit<Holder, 'name' | 'token'> = {
    ...{ proves: false, counts: true, kind: 'plain', isPlatform: false, mode: 'live', scopes: all },
    ...{ tenant: 'own', role: manager, account: null, selected: null },
  };
  const holder = (name: string, token: string | null, facts: Facts = {}): Holder => ({
    name,
    token,
    ...base,
    ...facts,
  });
  const plain = (over: Partial<AccessToken> = {}, grant: GrantWish = {}) =>
    granted(stage, 'app', over, grant);
  const dead = { counts: false };
  const jwt = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJvd24ifQ.c2ln';
  const past = { issuedAt: stage.now - 2, expiresAt: stage.now - 1 };
  const bound = { confirmation: { jkt: prover.thumbprint } };

  const revoked = await plain();
  await stage.api.store.revokeAccessToken(sha256(revoked.token), ClientId('app'), []);
  const ended = await plain({}, { userId: UserId('usr_ended') });
  await stage.api.store.revokeGrant({
    grantId: ended.grant.id,
    tenantId: TenantId('own'),
    now: stage.now,
    audit: [],
  });
  const suspended = await plain({}, { userId: UserId('usr_suspended') });
  const suspend = {
    grantId: suspended.grant.id,
    tenantId: TenantId('own'),
    now: stage.now,
    audit: [],
    suspended: true,
  };
  await stage.api.store.suspendGrant(suspend);
  const nowhere = [{ type: 'project', id: 'elsewhere' }];

  const holders = [
    holder('none', null, dead),
    holder('never issued', newToken(stage.api.config.tokens.prefixes.access, 'live'), dead),
    holder('a refresh token', newToken(stage.api.config.tokens.prefixes.refresh, 'live'), dead),
    holder('plain', (await plain()).token),
    holder('plain, JWT', (await plain({ hash: sha256(jwt) })) && jwt),
    holder('plain, exchanged', (await plain({ actors: ['agent'] })).token),
    holder('plain, expired', (await plain(past)).token, dead),
    holder('plain, revoked', revoked.token, dead),
    holder('plain, authorization revoked', ended.token, dead),
    holder('plain, suspended', suspended.token, dead),
    holder('plain, for another resource', (await plain({ audience: ['https://other.example'] })).token, dead),
    holder('plain, bound and unproved', (await plain(bound)).token, dead),
    holder('plain, bound and proved', (await plain(bound)).token, { proves: true }),
    holder('plain, of one who left', (await plain({}, { userId: UserId('usr_gone') })).token, {
      role: 'gone',
    }),
    holder(
      'plain, of another customer',
      (await plain({}, { userId: UserId('usr_other'), tenantId: TenantId('other') })).token,
      {
        tenant: 'other',
      },
    ),
    holder(
      'plain, nothing selected',
      (await plain({}, { userId: UserId('usr_chose'), resources: nowhere })).token,
      {
        selected: nowhere,
      },
    ),
    holder('client credentials', await forItself(stage, 'service'), {
      kind: 'client',
      tenant: null,
      role: null,
    }),
    holder(
      'client credentials of a customer',
      await forItself(stage, 'service', { tenantId: TenantId('own') }),
      {
        kind: 'client',
        role: null,
      },
    ),
    holder(
      'client credentials for a customer',
      await forItself(stage, 'service', { tenantId: TenantId('own'), userId: UserId('usr_own') }),
      {
        kind: 'client',
      },
    ),
  ];
  for (const scope of all) {
    holders.push(
      holder(`plain, ${scope} alone`, (await plain({ scopes: [scope] })).token, { scopes: [scope] }),
    );
  }
  for (const mode of modes) {
    const connected = await granted(stage, 'platform', { mode }, { mode, userId: UserId(`usr_${mode}`) });
    const account = connected.grant.connectedAccountId;
    holders.push(
      holder(`connected, ${mode}`, connected.token, { kind: 'connected', isPlatform: true, mode, account }),
    );
    const own = await forItself(stage, 'platform', { mode });
    holders.push(
      holder(`platform’s own, ${mode}`, own, {
        kind: 'client',
        isPlatform: true,
        mode,
        tenant: null,
        role: null,
        account,
      }),
    );
    holders.push(
      holder(`personal, ${mode}`, await personal(stage, mode, UserId('usr_own')), { kind: 'personal', mode }),
    );
  }
  for (const role of roles) {
    holders.push(
      holder(`personal of a ${role}`, await personal(stage, 'live', UserId(`usr_${role}`)), {
        kind: 'personal',
        role,
      }),
    );
  }
  return holders;
}

interface GrantWish {
  userId?: UserId;
  tenantId?: TenantId;
  mode?: Mode;
  resources?: ResourceRef[] | null;
}

/** A connection of a user to a client, and an access token under it. */
export async function granted(
  { api: { store, config }, now, scopes: all }: Stage,
  client: string,
  over: Partial<AccessToken> = {},
  wish: GrantWish = {},
): Promise<{ token: string; grant: Grant }> {
  const { userId = UserId('usr_own'), tenantId = TenantId('own'), mode = 'live', resources = null } = wish;
  const clientId = ClientId(client);
  const isPlatform = client !== 'app';
  const whose = { clientId, userId, tenantId, mode };
  const grant = await store.recordConsent({
    ...whose,
    newGrantId: newId('grant'),
    newConnectedAccountId: isPlatform ? newId('conn') : null,
    ...{ scopes: all, resources, ceiling: null, now, audit: { allowed: [], held: [] } },
  });
  const token = newToken(
    isPlatform ? config.tokens.prefixes.connectedAccess : config.tokens.prefixes.access,
    mode,
  );
  const issued = { ...whose, grantId: grant.id, grantVersion: grant.version, scopes: all, audience: [] };
  const familyId = newId('fam');
  const outcome = await store.beginFamily({
    family: {
      ...issued,
      id: familyId,
      context: NO_CONTEXT,
      createdAt: now,
      expiresAt: now + 86_400_000,
      revokedAt: null,
    },
    access: {
      ...issued,
      ...{ hash: sha256(token), kind: isPlatform ? 'connected' : 'plain', familyId },
      ...{
        confirmation: null,
        authorizationDetails: [],
        actors: [],
        issuedAt: now,
        expiresAt: now + 3_600_000,
      },
      ...over,
    },
    audit: [],
  });
  if (outcome !== 'begun') throw new Error(outcome);
  return { token, grant };
}

async function forItself(stage: Stage, clientId: string, over: Partial<AccessToken> = {}): Promise<string> {
  const { api, now, scopes } = stage;
  const mode = over.mode ?? 'live';
  const token = newToken(api.config.tokens.prefixes.client, mode);
  await api.store.issueAccessToken(
    {
      ...{ hash: sha256(token), kind: 'client', clientId: ClientId(clientId), userId: null, tenantId: null },
      ...{ grantId: null, grantVersion: null, familyId: null, scopes, audience: [], mode },
      ...{
        confirmation: null,
        authorizationDetails: [],
        actors: [],
        issuedAt: now,
        expiresAt: now + 3_600_000,
      },
      ...over,
    },
    [],
  );
  return token;
}

async function personal(stage: Stage, mode: Mode, userId: UserId): Promise<string> {
  const token = newToken(stage.api.config.tokens.prefixes.personal, mode);
  await stage.api.store.createPersonalToken(
    {
      ...{
        id: newId('tok'),
        hash: sha256(token),
        name: 'script',
        hint: newSecret().slice(-4),
        userId,
        tenantId: TenantId('own'),
      },
      ...{ scopes: stage.scopes, resources: null, ipAllowlist: null, mode, createdAt: stage.now },
      ...{ expiresAt: null, lastUsedAt: null, revokedAt: null },
    },
    [],
  );
  return token;
}
