import { eventWithoutRequest } from '../../src/audit/event.ts';
import { DAY } from '../../src/lib/clock.ts';
import { sha256 } from '../../src/lib/compare.ts';
import { newId, newSecret } from '../../src/lib/ids.ts';
import { ClientId, type Grant, TenantId, UserId } from '../../src/model/index.ts';
import { client, openSite, type Site } from '../pages/site.ts';
import { signedIn } from '../pages/visitor.ts';
import { type Asker, asker, person, program } from './api/asking.ts';

export const SIDES = ['own', 'other'] as const;
export type Side = (typeof SIDES)[number];

/** The two customers, and a client of each. */
export const OF: Record<Side, { tenant: string; client: string }> = {
  own: { tenant: 'org_harbour', client: 'client_of_harbour' },
  other: { tenant: 'org_north', client: 'client_of_north' },
};

/** A caller, as far as its rights follow from it. */
export interface Kind {
  asker: Asker;
  is: 'nobody' | 'person' | 'token';
  operator?: 'owner' | 'auditor';
  /** A person’s place in each tenant. */
  tenants?: Partial<Record<Side, 'member' | 'manager'>>;
  /** The side whose client they develop. */
  develops?: Side;
  /** Of a token. */
  scopes?: readonly string[];
  limitedTo?: Side;
}

export interface World {
  site: Site;
  kinds: Record<string, Kind>;
  /** An id of the other tenant for each parameter below a tenant, a client or oneself. */
  theirs: Record<string, string>;
  /** Texts that stand in what belongs to the other tenant alone. */
  canaries: string[];
  /** Whether everything of the other tenant is as it was. */
  untouched(): Promise<boolean>;
  close(): Promise<void>;
}

/** Opens a site with two customers who both have people, roles, connections, tokens and clients. */
export async function openWorld(): Promise<World> {
  const north = 'usr_nora_k';
  const site = await openSite();
  const { store, clock } = site.api;
  const passwordHash = (await store.userById('ada'))?.passwordHash ?? null;
  const join = async (id: string, name: string, places: [Side, string][]) => {
    const user = {
      id: UserId(id),
      name,
      email: `${id}@harbour.example`,
      passwordHash,
      createdAt: clock.now(),
    };
    await store.addUser(user, []);
    for (const [side, role] of places)
      await store.addMembership({ tenantId: TenantId(OF[side].tenant), userId: user.id, role }, []);
  };
  await join(north, 'Nora Kestrel', [['other', 'owner']]);
  await join('dev', 'Dev Loper', [['own', 'viewer']]);
  for (const [id, role] of [
    ['owner', 'owner'],
    ['auditor', 'auditor'],
  ] as const) {
    await join(id, `An ${id}`, []);
    await store.setOperator({ userId: UserId(id), role, createdAt: clock.now() }, []);
  }
  const tool = (side: Side, ownerUserId: string, name: string) =>
    store.createClient(
      client({
        ...{ id: OF[side].client, name, kind: 'confidential' },
        ...{ ownerUserId: UserId(ownerUserId), tenantId: TenantId(OF[side].tenant) },
      }),
      null,
      [],
    );
  await tool('own', 'dev', 'Harbour tool');
  await tool('other', north, 'Kestrel tool');
  const token = {
    ...{ id: newId('token'), hash: sha256(newSecret()), name: 'kestrel export', hint: 'k3st' },
    ...{
      userId: UserId(north),
      tenantId: TenantId(OF.other.tenant),
      scopes: ['read'],
      resources: null,
      ipAllowlist: null,
    },
    ...{ mode: 'live' as const, createdAt: clock.now(), expiresAt: clock.now() + DAY },
    ...{ lastUsedAt: null, revokedAt: null },
  };
  await store.createPersonalToken(token, []);
  await store.saveCustomRole(
    { tenantId: TenantId(OF.other.tenant), name: 'kestrel', title: 'Kestrel', permissions: ['case.read'] },
    [],
  );
  const invited = {
    ...{ id: newId('inv'), hash: sha256(newSecret()), tenantId: TenantId(OF.other.tenant), role: 'owner' },
    ...{ email: 'kestrel@north.example', invitedBy: UserId(north) },
    ...{ createdAt: clock.now(), expiresAt: clock.now() + DAY },
  };
  const judged = { by: null, made: await store.customRoles(TenantId(OF.other.tenant)) };
  await store.invite({ invitation: invited, most: 9, judged, mails: [], audit: [] });
  const grant = await connect(site, north, 'other');
  const own = await connect(site, 'ada', 'own');
  for (const each of [grant, own]) await call(site, each);

  const signed = async (who: string) => person(site, await signedIn(site, who));
  const kinds: World['kinds'] = {
    nobody: { asker: asker(site, {}), is: 'nobody' },
    stranger: { asker: await signed('nobody'), is: 'person' },
    member: { asker: await signed('vera'), is: 'person', tenants: { own: 'member' } },
    manager: { asker: await signed('ada'), is: 'person', tenants: { own: 'manager' } },
    'other manager': {
      ...{ asker: await signed(north), is: 'person', tenants: { other: 'manager' }, develops: 'other' },
    },
    developer: { asker: await signed('dev'), is: 'person', tenants: { own: 'member' }, develops: 'own' },
    auditor: { asker: await signed('auditor'), is: 'person', operator: 'auditor' },
    owner: { asker: await signed('owner'), is: 'person', operator: 'owner' },
    'whole token': { asker: await program(site, ['manage:write']), is: 'token', scopes: ['manage:write'] },
    'narrow token': {
      ...{ asker: await program(site, ['manage:audit:read']), is: 'token', scopes: ['manage:audit:read'] },
    },
  };
  for (const side of SIDES) {
    kinds[`token of the ${side} tenant`] = {
      asker: await program(site, ['manage:write'], OF[side].tenant),
      ...{ is: 'token', scopes: ['manage:write'], limitedTo: side },
    };
  }
  const endpoint = {
    ...{ id: 'we_kestrel', clientId: ClientId(OF.other.client), url: 'https://kestrel.example/hook' },
    ...{ events: null, ordered: false, secrets: [], createdAt: clock.now(), disabledAt: null },
    ...{ failures: 0, failingSince: null, pausedUntil: 0 },
  };
  await store.addWebhookEndpoint(endpoint, 10, []);
  const [row] = await store.auditTrail({
    ...{ tenantId: TenantId(OF.other.tenant), kind: 'api.called', limit: 1 },
  });
  const [session] = await store.sessionsOf(UserId(north), clock.now());
  return {
    site,
    kinds,
    theirs: {
      ...{ user: north, role: 'kestrel', connection: grant.id, token: token.id },
      ...{ session: session?.publicId ?? '', invitation: invited.id, row: String(row?.id) },
      ...{ webhook: endpoint.id, account: grant.connectedAccountId ?? '' },
    },
    canaries: [
      north,
      'Nora Kestrel',
      OF.other.tenant,
      'North & Sons',
      OF.other.client,
      'Kestrel',
      'kestrel@north.example',
      grant.id,
      token.id,
    ],
    async untouched() {
      const left = await store.grantById(grant.id);
      const member = await store.member(north, TenantId(OF.other.tenant));
      const [stillLive] = await store.personalTokensOf(UserId(north), TenantId(OF.other.tenant));
      const sessions = await store.sessionsOf(UserId(north), clock.now());
      const role = (await store.customRoles(TenantId(OF.other.tenant)))[0]?.title;
      const open = await store.invitationIn(invited.id, invited.tenantId);
      const hook = await store.webhookEndpoint(endpoint.id);
      return (
        hook?.ordered === false &&
        open !== null &&
        left?.status === 'active' &&
        left.scopes.length === 2 &&
        member?.role === 'owner' &&
        stillLive?.revokedAt === null &&
        sessions.length === 1 &&
        role === 'Kestrel' &&
        (await store.client(OF.other.client, clock.now())) !== null
      );
    },
    close: () => site.close(),
  };
}

async function connect({ api }: Site, user: string, side: Side): Promise<Grant> {
  const now = api.clock.now();
  const ids = {
    ...{ clientId: ClientId('platform'), userId: UserId(user), tenantId: TenantId(OF[side].tenant) },
  };
  return api.store.recordConsent({
    ...ids,
    ...{ newGrantId: newId('grant'), newConnectedAccountId: newId('conn'), mode: 'live' },
    ...{ scopes: ['read', 'write'], resources: null, ceiling: null, now, pushed: null },
    audit: { allowed: [eventWithoutRequest('authorization.granted', now, ids)], held: [] },
  });
}

async function call({ api }: Site, grant: Grant): Promise<void> {
  const { id: grantId, clientId, userId, tenantId, connectedAccountId, mode } = grant;
  const about = { grantId, clientId, userId, tenantId, connectedAccountId, mode, code: 'case-read' };
  await api.store.record([
    eventWithoutRequest('api.called', api.clock.now(), { ...about, detail: { operation: 'case-read' } }),
  ]);
}
