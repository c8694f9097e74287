import type { Api } from '../api.ts';
import { quotasToShow } from '../guard/limit/quotas.ts';
import { SECOND } from '../lib/clock.ts';
import type { Client, ClientId } from '../model/index.ts';

/** Whose limits to show: each client, and each of the accounts that it acts for. */
export type Parties = ReadonlyMap<ClientId, ReadonlySet<string>>;

/** Shows how near each limit of the clients and of their connected accounts is, without counting a call. */
export async function shownLimits(
  { config, clock, store, runtime: { counters } }: Pick<Api, 'config' | 'clock' | 'store' | 'runtime'>,
  parties: Parties,
): Promise<Record<string, unknown>[]> {
  const now = clock.now();
  const shown = async (client: Client, connectedAccount: string | null) =>
    Promise.all(
      quotasToShow(config, client, connectedAccount).map(async (quota) => {
        const { calls, left } = await counters.look(quota);
        return {
          client_id: client.id,
          connected_account_id: connectedAccount,
          policy: quota.name,
          window: quota.per,
          limit: quota.calls,
          // `look` says how many there would be with one more.
          used: calls - 1,
          resets_at: left === 0 ? null : Math.ceil((now + left) / SECOND),
        };
      }),
    );
  const all: Record<string, unknown>[] = [];
  for (const [id, accounts] of parties) {
    const found = await store.client(id, now);
    if (!found) continue;
    for (const account of [null, ...accounts]) all.push(...(await shown(found.client, account)));
  }
  return all;
}
