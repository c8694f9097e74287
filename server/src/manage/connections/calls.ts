import type { Api } from '../../api.ts';
import type { Instant } from '../../model/index.ts';
import { alikeRows, hourOf } from '../../store/audit/alike.ts';
import { counted } from '../../store/usage/counted.ts';
import { lastUse } from '../../usage/last-use.ts';
import { type CallSums, callSums, firstDay, sumsOf } from '../../usage/sums.ts';
import { type Acting, isManager } from '../acting.ts';
import { activityOf, type Connection } from './connection.ts';

/** Rows of the log that are added up where no counter knows whose calls they were. */
const MOST_ROWS = 1_000;

/** The calls of a connection over some days. */
export interface ConnectionCalls {
  sums: CallSums;
  /** The last call, or the hour of it; `null` if none is known. */
  last: { at: Instant; isHour: boolean } | null;
}

/**
 * Returns the calls of a connection that a member may know of. A manager sees all of a connected account, from the counters.
 * These do not know users, so a member, and a connection without an account, gets its latest calls from the log.
 *
 * @param most how many of these are read
 */
export async function callsOf(
  api: Api,
  by: Acting,
  connection: Connection,
  { days, most = MOST_ROWS }: { days: number; most?: number },
): Promise<ConnectionCalls> {
  const now = api.clock.now();
  const { connectedAccountId } = connection.grant;
  if (connectedAccountId !== null && isManager(api.config, by)) {
    const used = await lastUse(api.store, connectedAccountId);
    return {
      sums: await callSums(api.store, { connectedAccountId }, { days, now }),
      last: used && { at: used.hour, isHour: true },
    };
  }
  const rows = await activityOf(api, by, connection, most, { kind: 'api.called' });
  const since = firstDay(now, days);
  const oldest = rows.length === most ? rows.at(-1) : undefined;
  const reached = oldest && oldest.at > since ? hourOf(oldest.at) : null;
  const recent = alikeRows(rows.filter(({ at }) => at >= since)).map(counted);
  const [newest] = rows;
  return {
    sums: sumsOf(recent, { since, now, reached }),
    last: newest ? { at: newest.at, isHour: false } : null,
  };
}
