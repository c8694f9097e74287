import { z } from 'zod';
import type { Api } from '../../api.ts';
import type { AuditRow, TenantId } from '../../model/index.ts';

const named = z.record(z.string(), z.string());
export const names = z
  .object({ users: named, clients: named, tenants: named })
  .meta({ id: 'Names', description: 'Names by id, of those that are still there.' });

/**
 * Returns the names of those whom rows are about and who did it.
 *
 * @param tenantId names its members alone; `null`: everybody
 */
export async function namesIn(
  api: Pick<Api, 'store' | 'clock'>,
  rows: readonly AuditRow[],
  tenantId: TenantId | null,
): Promise<z.output<typeof names>> {
  const { store } = api;
  const user = (id: string) => (tenantId === null ? store.userById(id) : store.member(id, tenantId));
  const client = async (id: string) => (await store.client(id, api.clock.now()))?.client ?? null;
  return {
    users: await namesOf(
      rows.flatMap(({ userId, detail: { by } }) => [userId, by]),
      user,
    ),
    clients: await namesOf(
      rows.map(({ clientId }) => clientId),
      client,
    ),
    tenants: await namesOf(
      rows.map((row) => row.tenantId),
      (id) => store.tenantById(id),
    ),
  };
}

/** Returns the names by id of those that `find` still finds. */
export async function namesOf(
  ids: readonly unknown[],
  find: (id: string) => Promise<{ name: string } | null>,
): Promise<Record<string, string>> {
  const distinct = [...new Set(ids.filter((id) => typeof id === 'string'))];
  const found = await Promise.all(distinct.map(async (id) => [id, (await find(id))?.name] as const));
  return Object.fromEntries(found.filter((each): each is [string, string] => each[1] !== undefined));
}
