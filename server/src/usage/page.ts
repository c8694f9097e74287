import type { UsageCounter, UsagePage } from '../../../wire/usage.ts';
import type { Api } from '../api.ts';
import { SECOND } from '../lib/clock.ts';
import { isKept } from '../lib/kept-text.ts';
import { ok, type Result, refused } from '../lib/result.ts';
import { ClientId, type UsageCount } from '../model/index.ts';
import type { UsageQuery } from '../store/store.ts';
import { cursorOf, readCursor } from './cursor.ts';
import { type Parties, shownLimits } from './limits.ts';

/** Counters on one page, at most, and without `limit`. */
const MOST = 1_000;
const USUAL = 100;

/** The API's owner asks for all counters, a platform for its own. */
export type Asking = { by: 'owner' } | { by: 'platform'; clientId: string };

const FILTERS = ['by', 'since', 'until', 'connected_account_id', 'operation', 'limit', 'cursor'];
const PARAMETERS = { owner: ['client_id', ...FILTERS], platform: FILTERS };

/**
 * Answers a request for counters by its query. The problem is a sentence for the developer who wrote the query: a filter
 * that is misspelt would otherwise show more than was meant.
 */
export async function usagePage(
  api: Pick<Api, 'config' | 'clock' | 'store' | 'runtime'>,
  asking: Asking,
  query: string,
): Promise<Result<UsagePage, string>> {
  const read = readQuery(new URLSearchParams(query), asking);
  if (!read.ok) return read;
  const { counts, next } = await api.store.usagePage(read.value);
  const limits = await shownLimits(api, partiesOf(counts, read.value.clientId));
  return ok({ usage: counts.map(described), limits, ...(next ? { next_cursor: cursorOf(next) } : {}) });
}

/** The clients of a page, and the one that was asked for, each with its connected accounts on the page. */
function partiesOf(counts: readonly UsageCount[], askedFor: string | undefined): Parties {
  const parties = new Map<ClientId, Set<string>>();
  const accountsOf = (id: ClientId) => {
    const accounts = parties.get(id) ?? new Set();
    parties.set(id, accounts);
    return accounts;
  };
  if (askedFor !== undefined) accountsOf(ClientId(askedFor));
  for (const { clientId, connectedAccountId } of counts) {
    if (clientId === null) continue;
    const accounts = accountsOf(ClientId(clientId));
    if (connectedAccountId !== null) accounts.add(connectedAccountId);
  }
  return parties;
}

/** A counter as programs read it: over HTTP and from the command line alike. */
export function described(count: UsageCount): UsageCounter {
  return {
    hour: count.hour / SECOND,
    client_id: count.clientId,
    connected_account_id: count.connectedAccountId,
    operation: count.operation,
    outcome: count.outcome,
    code: count.code,
    calls: count.calls,
  };
}

function readQuery(asked: URLSearchParams, asking: Asking): Result<UsageQuery, string> {
  const known = PARAMETERS[asking.by];
  for (const name of asked.keys()) {
    if (!known.includes(name)) return refused(`The parameters are ${known.join(', ')}.`);
    if (asked.getAll(name).length > 1) return refused(`Send ${name} once.`);
  }
  if (![...asked.values()].every(isKept)) return refused('A parameter has the character U+0000 in it.');
  const limit = Number(asked.get('limit') ?? USUAL);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST) {
    return refused(`limit has to be a whole number from 1 to ${MOST}.`);
  }
  const [since, until] = [asked.get('since'), asked.get('until')];
  for (const time of [since, until]) {
    if (time !== null && !/^\d{1,11}$/.test(time)) {
      return refused('since and until have to be seconds since 1970, as hour is in the answer.');
    }
  }
  const cursor = asked.get('cursor');
  const after = cursor === null ? undefined : readCursor(cursor);
  if (after === null) return refused('cursor has to be the next_cursor of an earlier answer.');
  const by = asked.get('by') ?? 'hour';
  if (by !== 'hour' && by !== 'day') return refused('by has to be hour or day.');
  if (by === 'day' && asked.has('connected_account_id')) {
    return refused('by=day adds up all connected accounts: leave connected_account_id out.');
  }
  const clientId = asking.by === 'platform' ? asking.clientId : asked.get('client_id');
  const [connectedAccountId, operation] = [asked.get('connected_account_id'), asked.get('operation')];
  return ok({
    ...{ by, limit },
    ...(after === undefined ? {} : { after }),
    ...(since === null ? {} : { since: Number(since) * SECOND }),
    ...(until === null ? {} : { until: Number(until) * SECOND }),
    ...(clientId === null ? {} : { clientId }),
    ...(connectedAccountId === null ? {} : { connectedAccountId }),
    ...(operation === null ? {} : { operation }),
  });
}
