import { TenantId } from '../../model/index.ts';
import type { Acting } from '../acting.ts';
import { actingIn } from '../api/actor.ts';
import type { ManageCall } from '../api/operation.ts';
import { type Connection, connectionFor } from './connection.ts';

/** The path of one connection. */
export const ONE = '/tenants/{tenant}/connections/{connection}';

export const OF_CONNECTION = {
  noun: 'connections',
  whom: 'member',
  parameters: { connection: 'Id of the connection.' },
} as const;

/** Returns the connection in the path and the one who acts on it; `null` if it does not exist for them. */
export async function named({
  api,
  path,
  actor,
}: Pick<ManageCall, 'api' | 'path' | 'actor'>): Promise<{ acting: Acting; connection: Connection } | null> {
  const acting = actingIn(actor, TenantId(path.tenant ?? ''));
  const connection = await connectionFor(api, acting, path.connection ?? '');
  return connection && { acting, connection };
}
