import assert from 'node:assert/strict';
import { sha256 } from '../../src/lib/compare.ts';
import { ClientId, type GrantId, TenantId, type TokenHash, UserId } from '../../src/model/index.ts';
import type { Store } from '../../src/store/store.ts';
import { access, approved, client, family, NOW, redemption, refresh } from '../store/fixtures.ts';
import type { Site } from './site.ts';

/** One of two alike: the first is ended after the backup, the second never. */
export interface Who {
  name: string;
  userId: UserId;
  email: string;
  clientId: ClientId;
  tenantId: TenantId;
}

/** A kind of thing that can end, or become narrower. */
export interface Thing {
  make?(store: Store, who: Who, made: Map<string, string>): Promise<unknown>;
  /** Whether it still opens what it opened when it was made. */
  works(store: Store, who: Who, made: Map<string, string>): Promise<boolean>;
  end(store: Store, who: Who, made: Map<string, string>, type: Site['type']): Promise<unknown>;
  /** A restore ends all of its kind, with a log as well. */
  endsAnyway?: true;
}

const ACME = TenantId('acme');
export const FAR = Number.MAX_SAFE_INTEGER;
export const REDIRECT = 'https://client.example/old';

/** A tenant, a member and a client of their own, for each of the two. */
export async function settled(store: Store, name: string): Promise<Who> {
  const who = {
    name,
    userId: UserId(`usr_${name}`),
    email: `${name}@acme.example`,
    clientId: ClientId(`client_${name}`),
    tenantId: name.startsWith('tenant') ? TenantId(name) : ACME,
  };
  if (who.tenantId !== ACME) await store.addTenant({ id: who.tenantId, name }, []);
  await store.addUser(
    { id: who.userId, email: who.email, name, passwordHash: `phc of ${name}`, createdAt: NOW },
    [],
  );
  await store.addMembership({ tenantId: who.tenantId, userId: who.userId, role: 'owner' }, []);
  await store.createClient(
    client({
      id: who.clientId,
      kind: 'confidential',
      redirectUris: ['https://client.example/new', REDIRECT],
      scopes: ['notes:read', 'notes:write'],
      ownerUserId: null,
      tenantId: null,
    }),
    {
      clientId: who.clientId,
      hash: sha256(`secret of ${name}`),
      hint: 'hint',
      sealed: null,
      createdAt: NOW,
      expiresAt: null,
    },
    [],
  );
  return who;
}

export async function connect(store: Store, who: Who, made: Map<string, string>) {
  const { clientId, userId, tenantId } = who;
  const begun = await approved(store, {
    clientId,
    userId,
    tenantId,
    newConnectedAccountId: null,
    scopes: ['notes:read', 'notes:write'],
    audit: { allowed: [], held: [] },
  });
  const of = family(begun, { clientId, userId, tenantId });
  const first = redemption(begun, {
    family: of,
    access: access(of, { expiresAt: FAR }),
    refresh: refresh(of),
  });
  assert.equal(await store.redeemCode({ ...first, audit: { redeemed: [], replayed: [] } }), 'redeemed');
  made.set('grant', begun.grantId);
  made.set('access', first.access.hash);
  made.set('refresh', first.refresh.hash);
  return { begun, of };
}

export const hashOf = (made: Map<string, string>, name: string) => (made.get(name) ?? '') as TokenHash;
export const grantOf = (made: Map<string, string>) => (made.get('grant') ?? '') as GrantId;
export const about = (who: Who, made: Map<string, string>) => ({
  clientId: who.clientId,
  userId: who.userId,
  tenantId: who.tenantId,
  grantId: grantOf(made),
});

export const grantWorks = async (store: Store, _: Who, made: Map<string, string>) =>
  (await store.grantById(grantOf(made)))?.status === 'active';
export const member = async (store: Store, { userId, tenantId }: Who) => store.membership(userId, tenantId);
export const clientOf = async (store: Store, { clientId }: Who) => {
  const known = await store.client(clientId, Date.now());
  return known && !known.client.settings.held ? known : null;
};
