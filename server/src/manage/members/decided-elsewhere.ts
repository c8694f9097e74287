import type { Api } from '../../api.ts';
import type { TenantId, UserId } from '../../model/index.ts';
import { decidingTenant } from '../../signin/outside/one-tenant.ts';
import { sentence } from '../../words/sentence.ts';
import { type ManageProblem, refuse } from '../api/operation.ts';

export const DECIDED_ELSEWHERE = {
  decided_elsewhere: [409, 'the directory or the provider of one tenant decides who signs in as them.'],
} as const;

/**
 * Returns whether a tenant other than `tenantId` decides who signs in as a person, who then gets no place there.
 *
 * @param tenantId `null`: the whole API
 */
export async function isDecidedElsewhere(
  api: Pick<Api, 'store'>,
  userId: UserId,
  tenantId: TenantId | null,
): Promise<boolean> {
  const deciding = await decidingTenant(api, userId);
  return deciding !== null && deciding !== tenantId;
}

export function decidedElsewhere({ config }: Pick<Api, 'config'>): ManageProblem {
  return refuse(409, 'decided_elsewhere', sentence('decidedByTenant', config.tenant.word));
}
