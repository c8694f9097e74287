import type { UsageLimit } from '../../../wire/usage.ts';
import type { Api } from '../api.ts';
import { quotasToShow } from '../guard/limit/quotas.ts';
import { SECOND } from '../lib/clock.ts';
import { NEAR } from '../limits/counters.ts';
import type { Client, ClientId, Instant } from '../model/index.ts';

/** The clients whose limits are shown, each with the connected accounts that it acts for. */
export type Parties = ReadonlyMap<ClientId, ReadonlySet<string>>;

/** How much of one limit is used. */
export interface LimitUse extends Pick<UsageLimit, 'policy' | 'window' | 'limit' | 'used'> {
  /** When the window ends; `null` if the next call begins one. */
  resetsAt: Instant | null;
}

/** Returns whether a limit is nearly or wholly used up. */
export function nearness({ used, limit }: Pick<LimitUse, 'used' | 'limit'>): 'near' | 'spent' | null {
  if (used >= limit) return 'spent';
  return used >= NEAR * limit ? 'near' : null;
}

type CountingApi = Pick<Api, 'config' | 'clock' | 'runtime'>;

/** Returns how near each limit of a client or of one of its connected accounts is, without counting a call. */
export async function limitUses(
  { config, clock, runtime: { counters } }: CountingApi,
  client: Client,
  connectedAccount: string | null,
): Promise<LimitUse[]> {
  const now = clock.now();
  const uses = await counters.look(quotasToShow(config, client, connectedAccount), 0);
  return uses.map(({ quota, calls, left }) => ({
    ...{ policy: quota.name, window: quota.per, limit: quota.calls },
    used: calls,
    resetsAt: left === 0 ? null : now + left,
  }));
}

/** Shows how near each limit of the clients and of their connected accounts is, as programs read it. */
export async function shownLimits(
  api: CountingApi & Pick<Api, 'store'>,
  parties: Parties,
): Promise<UsageLimit[]> {
  const all: UsageLimit[] = [];
  for (const [id, accounts] of parties) {
    const found = await api.store.client(id, api.clock.now());
    if (!found) continue;
    for (const account of [null, ...accounts]) {
      const uses = await limitUses(api, found.client, account);
      all.push(
        ...uses.map(({ resetsAt, ...use }) => ({
          client_id: id,
          connected_account_id: account,
          ...use,
          resets_at: resetsAt === null ? null : Math.ceil(resetsAt / SECOND),
        })),
      );
    }
  }
  return all;
}
