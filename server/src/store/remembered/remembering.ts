import { type Clock, MINUTE, SECOND } from '../../lib/clock.ts';
import { type Measures, NO_MEASURES } from '../../lib/measures.ts';
import { after } from '../../lib/soon.ts';
import type { Instant, Membership } from '../../model/index.ts';
import { changedBy, changeTags, EVERYTHING, lastUseOf } from '../../rules/change/outdated.ts';
import { accessEnd, personalProblem } from '../../rules/token/standing.ts';
import type { AccessRecord, ActingFor, ConnectionRecord, Store } from '../store.ts';
import { Memory, type Worth } from './memory.ts';

type PersonalRecord = NonNullable<Awaited<ReturnType<Store['personalToken']>>>;
type ClientRecord = NonNullable<Awaited<ReturnType<Store['client']>>>;

/** The reads whose answers are remembered. */
type Remembered = 'accessToken' | 'personalToken' | 'connectedAccount' | 'client' | 'membership';

/** How long something that was read is remembered. Where a notice of a change can be lost, this bounds what that costs. */
export const LIFE = MINUTE;
const LIFE_BESIDE_NODES = 5 * SECOND;

export interface RememberingOptions {
  /** The most of each kind: access tokens, personal access tokens, connected accounts, clients, memberships. */
  entries: number;
  clock: Clock;
  measures?: Pick<Measures, 'lookups'> | undefined;
}

/**
 * Returns the store with a memory of what the guard and the endpoints of OAuth read about each caller. Its answers are
 * those of the store: rows of the log say what a change makes outdated (rules/change), expiry is judged by who asks, and
 * a change by another process empties the memory before the next answer.
 */
export function remembering(
  store: Store,
  { entries, clock, measures = NO_MEASURES }: RememberingOptions,
): { store: Store; memory: Memory } {
  const memory = new Memory(entries, store.missesNothing() ? LIFE : LIFE_BESIDE_NODES, clock);
  if (entries === 0) return { store, memory };
  const accessTokens = memory.shelf<AccessRecord>(ofAccess, measures.lookups('access_token'));
  const personalTokens = memory.shelf<PersonalRecord>(ofPersonal, measures.lookups('personal_token'));
  const accounts = memory.shelf<ConnectionRecord>(ofActing, measures.lookups('connected_account'));
  const clients = memory.shelf<ClientRecord>(ofClient, measures.lookups('client'));
  const memberships = memory.shelf<Membership>(ofMembership, measures.lookups('membership'));

  store.onChange(({ rows, outdated }) => memory.outdate([...rows.flatMap(changedBy), ...outdated]));

  /** Looks for changes by other processes, once in a turn of the event loop: its calls have arrived before. */
  store.outside();
  let looked = false;
  const lookOutside = () => {
    if (looked) return;
    looked = true;
    setImmediate(() => {
      looked = false;
    });
    memory.outdate(store.outside());
  };

  const reads: Pick<Store, Remembered | 'changesAfter'> = {
    accessToken(hash) {
      lookOutside();
      return accessTokens(hash, () => store.accessToken(hash));
    },
    personalToken(hash) {
      lookOutside();
      return personalTokens(hash, () => store.personalToken(hash));
    },
    connectedAccount(id, managerRoles) {
      lookOutside();
      return accounts([id, ...managerRoles].join(' '), () => store.connectedAccount(id, managerRoles));
    },
    client(id, now) {
      lookOutside();
      return after(
        clients(id, () => store.client(id, now)),
        (found) => found && withoutExpired(found, now),
      );
    },
    membership(userId, tenantId) {
      lookOutside();
      return memberships(`${userId} ${tenantId}`, () => store.membership(userId, tenantId));
    },
    // A reader of the log counts on answers that are as new as its last row, and may read that before another node's push arrives.
    async changesAfter(id, limit) {
      const read = await store.changesAfter(id, limit);
      memory.outdate(read.rows.length < limit ? read.rows.flatMap(changedBy) : [EVERYTHING]);
      return read;
    },
  };
  return { store: { ...store, ...reads }, memory };
}

/** A token that has ended or expired is asked of the store, which removes it some time. */
function ofAccess(record: AccessRecord, now: Instant): Worth | null {
  const { token, family, grant } = record;
  const ends = Math.min(
    token.expiresAt,
    family?.expiresAt ?? token.expiresAt,
    grant?.expiresAt ?? token.expiresAt,
  );
  return accessEnd(record, now) === null && now < ends ? { tags: changeTags(record), ends } : null;
}

function ofPersonal(record: PersonalRecord, now: Instant): Worth | null {
  const { token } = record;
  if (personalProblem(token, now) !== null) return null;
  return { tags: [...changeTags(record), lastUseOf('personal', token.id)], ends: token.expiresAt };
}

/** When the part by whose authority the platform acts has expired, another one may take its place. */
function ofActing(record: ActingFor): Worth {
  return { tags: changeTags(record), ends: record.grant?.expiresAt ?? null };
}

function ofClient({ client }: ClientRecord): Worth {
  return { tags: [EVERYTHING, `client:${client.id}`, lastUseOf('client', client.id)], ends: null };
}

/** A member's removal, and a change of the role, is a row about the tenant. */
function ofMembership({ userId, tenantId }: Membership): Worth {
  return { tags: [EVERYTHING, `tenant:${tenantId}`, `user:${userId}`], ends: null };
}

/** Secrets can expire while they are remembered. */
function withoutExpired(found: ClientRecord, now: Instant): ClientRecord {
  const secrets = found.secrets.filter(({ expiresAt }) => expiresAt === null || now < expiresAt);
  return secrets.length === found.secrets.length ? found : { ...found, secrets };
}
