import type { Api } from '../../api.ts';
import type { AuditRow, UserId } from '../../model/index.ts';
import { type Acting, isManager } from '../acting.ts';

/** Returns the person whose rows alone somebody may read in a tenant; `null`: a manager reads all of them. */
export function readerOf({ config }: Pick<Api, 'config'>, acting: Acting): UserId | null {
  return isManager(config, acting) ? null : acting.userId;
}

/** Returns a search of the log as somebody may make it; `null`: it is for rows of another person, of which they read none. */
export function searchOf<Query extends { userId?: string }>(
  query: Query,
  reader: UserId | null,
): Query | null {
  if (reader === null) return query;
  return query.userId === undefined || query.userId === reader ? { ...query, userId: reader } : null;
}

/** Returns a row as the person whom it is about may read it: without the address of somebody else who acted. */
export function asRead(row: AuditRow, reader: UserId | null): AuditRow {
  const { by } = row.detail;
  const isOthers = reader !== null && typeof by === 'string' && by !== reader;
  return isOthers ? { ...row, ip: null, requestId: null } : row;
}
