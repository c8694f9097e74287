import { setImmediate as turn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../../src/lib/clock.ts';
import { sha256 } from '../../../src/lib/compare.ts';
import type { Soon } from '../../../src/lib/soon.ts';
import {
  type AuditEvent,
  type AuditKind,
  ClientId,
  type RefreshToken,
  TenantId,
  UserId,
} from '../../../src/model/index.ts';
import type { Memory } from '../../../src/store/remembered/memory.ts';
import { remembering } from '../../../src/store/remembered/remembering.ts';
import { openSqliteStore } from '../../../src/store/sqlite/index.ts';
import type { Redemption, Store } from '../../../src/store/store.ts';
import { decisive } from '../checked-memory.ts';
import {
  access,
  approved,
  type Begun,
  client,
  event,
  folder,
  HOUR,
  NOW,
  personalToken,
  redemption,
  seed,
} from '../fixtures.ts';
import { openNewStore } from '../made-before.ts';

/** A connection with a live access and refresh token, and the ids that a row of the log has about it. */
export interface Connection {
  begun: Begun;
  first: Redemption & { refresh: RefreshToken };
  tenantId: TenantId;
  row(kind: AuditKind): AuditEvent;
}

const READS = ['accessToken', 'personalToken', 'connectedAccount', 'client', 'membership'] as const;
type Read = (typeof READS)[number];
interface Ask {
  name: string;
  of(store: Store): Soon<unknown>;
}

export interface World {
  /** The store itself, and one with a memory before it. */
  inner: Store;
  remembered: Store;
  memory: Memory;
  clock: { now: number };
  /** Everything that may be asked of the memory. */
  asks: Ask[];
  ann: Connection;
  cy: Connection;
  clerk: Connection;
  /** From now on the store reads when it is asked, or only when it is let go, and answers when it is let go. */
  hold(reads: 'at once' | 'when let go'): void;
  /** Returns when all that was held is answered. */
  letGo(): Promise<void>;
  /** Returns what a memory, `remembered` if no other is named, answers otherwise than the store. */
  differing(of?: Store): Promise<string[]>;
  /** A store of another process or node on the same database, with a memory of its own. */
  elsewhere(): Promise<Store>;
  /** Resolves when what was changed elsewhere counts here, or what was changed here counts elsewhere. */
  arrived(): Promise<void>;
  arrivedElsewhere(): Promise<void>;
  close(): Promise<void>;
}

/** A database with room for one world. */
export interface Place {
  /** Opens it, each time as another process or node. */
  open(clock: Clock): Promise<Store>;
  /** Resolves when what was changed through `from` counts with the next call of `to`. */
  arrived(from: Store, to: Store): Promise<void>;
  /** Whether the last use of a token, noted by one, counts for the others before their time to live is over. */
  sharesLastUse: boolean;
  remove(): Promise<void>;
}

function sqlitePlace(): Place {
  const { path, remove } = folder();
  let openStore = openNewStore;
  return {
    open(clock) {
      const opening = openStore(path('store.db'), { clock, synchronous: 'NORMAL' });
      openStore = openSqliteStore;
      return opening;
    },
    // The next call arrives in another turn of the event loop than the other process's commit.
    arrived: () => turn(),
    sharesLastUse: true,
    remove: async () => remove(),
  };
}

/** @param deafTo the memory is told of no row of this kind, or of nothing that verbs say without a row */
export async function openWorld(
  deafTo: AuditKind | 'what verbs say' | null = null,
  place = sqlitePlace(),
): Promise<World> {
  const clock = { now: NOW };
  const time: Clock = { now: () => clock.now, steady: () => clock.now };
  const inner = await place.open(time);
  const others: Store[] = [];

  let holding: 'at once' | 'when let go' | null = null;
  let held: (() => Promise<unknown>)[] = [];
  const gated = (name: Read) => {
    const read = inner[name] as (...args: unknown[]) => Promise<unknown>;
    return (...args: unknown[]) => {
      if (holding === null) return read(...args);
      const early = holding === 'at once' ? read(...args) : null;
      const { promise, resolve } = Promise.withResolvers();
      held.push(async () => resolve(await (early ?? read(...args))));
      return promise;
    };
  };
  const { store: remembered, memory } = remembering(
    {
      ...inner,
      ...Object.fromEntries(READS.map((name) => [name, gated(name)])),
      onChange: (listener) =>
        inner.onChange(({ rows, outdated }) =>
          listener({
            rows: rows.filter(({ kind }) => kind !== deafTo),
            outdated: deafTo === 'what verbs say' ? [] : outdated,
          }),
        ),
    },
    { entries: 100, clock: time },
  );

  await plant(inner);
  const ann = await connection(inner, 'platform', 'usr_ann', 'org_a');
  const cy = await connection(inner, 'platform', 'usr_cy', 'org_a');
  const clerk = await connection(inner, 'other', 'usr_ann', 'org_b');
  const asks: Ask[] = [
    ...[ann, cy, clerk].map(({ first }, at) => ({
      name: `access token ${at}`,
      of: (store: Store) => store.accessToken(first.access.hash),
    })),
    { name: 'own access token', of: (store) => store.accessToken(sha256('own')) },
    ...['pat-hash', 'pat-cy', 'pat-dee', 'pat-eve'].map((text) => ({
      name: text,
      of: (store: Store) => store.personalToken(sha256(text)),
    })),
    {
      name: 'connected account',
      of: (store) => store.connectedAccount(ann.begun.connectedAccountId, ['owner']),
    },
    ...[
      ['usr_ann', 'org_a'],
      ['usr_cy', 'org_a'],
      ['usr_ann', 'org_b'],
    ].map(([user = '', tenant = '']) => ({
      name: `membership of ${user} in ${tenant}`,
      of: (store: Store) => store.membership(UserId(user), TenantId(tenant)),
    })),
    ...['platform', 'other', 'unused', 'https://doc.example'].map((id) => ({
      name: `client ${id}`,
      of: (store: Store) => store.client(id, clock.now),
    })),
  ];

  return {
    ...{ inner, remembered, memory, clock, asks, ann, cy, clerk },
    hold(reads) {
      holding = reads;
    },
    async letGo() {
      holding = null;
      const all = held;
      held = [];
      await Promise.all(all.map((answer) => answer()));
    },
    async differing(of = remembered) {
      const found: string[] = [];
      for (const { name, of: ask } of asks) {
        const [answer, own] = [ask(of), ask(inner)];
        const compared = place.sharesLastUse ? decisive : withoutLastUse;
        if (!isDeepStrictEqual(compared(await answer), compared(await own))) found.push(name);
      }
      return found;
    },
    async elsewhere() {
      const other = await place.open(time);
      others.push(other);
      return remembering(other, { entries: 100, clock: time }).store;
    },
    arrived: () => place.arrived(others.at(-1) ?? inner, inner),
    arrivedElsewhere: () => place.arrived(inner, others.at(-1) ?? inner),
    async close() {
      for (const store of [...others, inner]) await store.close();
      await place.remove();
    },
  };
}

function withoutLastUse(record: unknown): unknown {
  const compared = decisive(record);
  if (typeof compared !== 'object' || compared === null || !('token' in compared)) return compared;
  const { token } = compared;
  return { ...compared, token: token && typeof token === 'object' && { ...token, lastUsedAt: null } };
}

/** A third member, somebody who is none but has a token, two clients that nobody uses, and a token without a user. */
async function plant(store: Store): Promise<void> {
  const planted = seed();
  const person = (id: string) => ({
    ...{ id: UserId(id), email: `${id}@alder.example`, name: id, passwordHash: null, createdAt: NOW },
  });
  planted.users.push(person('usr_cy'), person('usr_dee'));
  planted.memberships.push({ tenantId: TenantId('org_a'), userId: UserId('usr_cy'), role: 'owner' });
  planted.personalTokens.push(
    personalToken({ id: 'tok_cy', hash: sha256('pat-cy'), userId: UserId('usr_cy') }),
    personalToken({ id: 'tok_dee', hash: sha256('pat-dee'), userId: UserId('usr_dee') }),
  );
  const unused = { kind: 'confidential', ownerUserId: null, tenantId: null, createdAt: NOW - HOUR } as const;
  planted.clients.push(
    { client: client({ id: 'unused', origin: 'registration', ...unused }), secret: null },
    { client: client({ id: 'https://doc.example', origin: 'document', ...unused }), secret: null },
  );
  await store.seedOnce(planted);
  const own = { userId: null, tenantId: null, grantId: null, grantVersion: null, familyId: null };
  const anyFamily = { clientId: ClientId('other'), scopes: ['read'], audience: [], mode: 'live' } as const;
  const token = {
    ...access({ ...anyFamily, ...own } as never, { hash: sha256('own'), kind: 'client' }),
    ...own,
  };
  await store.issueAccessToken(token, [event('token.issued')]);
  const { user } = await store.admitOutside(eve());
  await store.createPersonalToken(
    personalToken({ id: 'tok_eve', hash: sha256('pat-eve'), userId: user.id }),
    [],
  );
}

async function connection(store: Store, client: string, user: string, tenant: string): Promise<Connection> {
  const [clientId, userId, tenantId] = [ClientId(client), UserId(user), TenantId(tenant)];
  const whose = { clientId, userId, tenantId };
  const begun = await approved(store, {
    ...whose,
    scopes: ['read', 'write'],
    ...(client === 'platform' ? {} : { newConnectedAccountId: null }),
  });
  const first = redemption(begun);
  const of = { ...first.family, ...whose };
  Object.assign(first, {
    family: of,
    access: { ...first.access, ...whose, kind: client === 'platform' ? 'connected' : 'plain' },
  });
  await store.redeemCode(first);
  const { grantId } = begun;
  const connectedAccountId = begun.connectedAccountId === '' ? null : begun.connectedAccountId;
  return {
    ...{ begun, first, tenantId },
    row: (kind) => event(kind, { ...whose, grantId, connectedAccountId }),
  };
}

/** Somebody whom another system signs in, under a name. */
export function eve(name = 'Eve') {
  return {
    ...{ source: 'https://idp.example', subject: 'eve', userIds: [UserId('usr_eve')], now: NOW },
    ...{ email: 'eve@idp.example', emailVerified: true, name },
    audit: { added: [event('user.created')], changed: [event('user.changed')] },
  };
}
