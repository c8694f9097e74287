import { DISK_FULL, systemCause } from '../../lib/system-cause.ts';
import { type FaultKind, StoreFault } from '../store-fault.ts';

/*
 * SQLSTATE codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */

/** Two transactions came into each other's way: of this one nothing remains, and it may succeed now. */
const COLLIDED = new Set(['40001', '40P01']);
/** A pooler gave this session another server process, or another session's statement. */
const STATEMENT_LOST = new Set(['26000', '42P05']);
/** The server ended the session, or does not take any at the moment. */
const SESSION_ENDED = /^(08|57P0[1-5]$|25P0[34]$|53300$)/;

/** Returns the SQLSTATE of an error that the server sent, or `null` for one of the socket. */
export function sqlState(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && 'severity' in (error as object) ? code : null;
}

export function isCollision(error: unknown): boolean {
  return COLLIDED.has(sqlState(error) ?? '');
}

export function isStatementLost(error: unknown): boolean {
  return STATEMENT_LOST.has(sqlState(error) ?? '');
}

/** Whether the connection, not the statement, failed: nobody answers on it any more. */
export function isConnectionLost(error: unknown): boolean {
  if (error instanceof ConnectionLost) return true;
  return SESSION_ENDED.test(sqlState(error) ?? '');
}

/** A connection that could not be made, or ended. Its cause is what the socket reported. */
export class ConnectionLost extends Error {
  override name = 'ConnectionLost';
}

/** Returns the fault of the database at `place` as a `StoreFault`, or any other error unchanged. */
export function faultOf(error: unknown, place: string): unknown {
  if (error instanceof StoreFault) return error;
  const found = causeOf(error);
  return found ? fault(found.kind, place, found.cause, error) : error;
}

export function fault(kind: FaultKind, place: string, why: string, cause?: unknown): StoreFault {
  return new StoreFault(kind, `The database ${place} cannot be used: ${why}.`, { cause });
}

/** Returns a phrase for errors of the server or the way to it rather than the statement, or `null`. */
export function causeOf(error: unknown): { kind: FaultKind; cause: string } | null {
  if (error instanceof ConnectionLost) return { kind: 'unreachable', cause: whyUnreachable(error.cause) };
  const state = sqlState(error);
  if (state === null) return null;
  if (isCollision(error)) return { kind: 'locked', cause: 'others changed the same rows each time' };
  const words = error instanceof Error ? error.message : '';
  switch (state) {
    case '53100':
      return { kind: 'full', cause: DISK_FULL };
    case '53300':
      return { kind: 'unreachable', cause: 'it takes no more connections (max_connections)' };
    case '57014':
    case '55P03':
      return { kind: 'locked', cause: 'a statement waited too long for others' };
    case '25006':
      return { kind: 'broken', cause: 'it is a replica that may only be read: name the primary' };
    case '42501':
      return { kind: 'broken', cause: `its role may not do that (${words}): let it own the schema` };
    case '58030':
    case 'XX001':
    case 'XX002':
      return {
        kind: 'broken',
        cause: `it is damaged or its disk fails (${words}): see the log of PostgreSQL`,
      };
    case '57P03':
      return { kind: 'unreachable', cause: 'it is starting or stopping' };
    default:
      return SESSION_ENDED.test(state)
        ? { kind: 'unreachable', cause: `it ended the connection (${words})` }
        : null;
  }
}

function whyUnreachable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOENT':
      return 'nothing answers there';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'its host name has no address';
    default:
      return error === undefined ? 'the connection ended' : systemCause(error);
  }
}
