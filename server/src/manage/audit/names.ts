import { z } from 'zod';
import type { Api } from '../../api.ts';
import type { AuditRow, TenantId } from '../../model/index.ts';

export const names = z
  .object({ users: z.record(z.string(), z.string()), clients: z.record(z.string(), z.string()) })
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
    users: await named(
      rows.flatMap(({ userId, detail: { by } }) => [userId, by]),
      user,
    ),
    clients: await named(
      rows.map(({ clientId }) => clientId),
      client,
    ),
  };
}

async function named(
  ids: readonly unknown[],
  find: (id: string) => Promise<{ name: string } | null>,
): Promise<Record<string, string>> {
  const distinct = [...new Set(ids.filter((id) => typeof id === 'string'))];
  const found = await Promise.all(distinct.map(async (id) => [id, (await find(id))?.name] as const));
  return Object.fromEntries(found.filter((each): each is [string, string] => each[1] !== undefined));
}
