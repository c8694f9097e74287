import { managesTenant } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import type { UserId } from '../../model/index.ts';
import { isSecondStepDemanded } from '../../rules/factor/second-step.ts';

/** Returns whether the API demands a second step of this user: of everybody, or of those who manage a tenant. */
export async function demandsSecondStep(api: Api, userId: UserId): Promise<boolean> {
  const { secondStep } = api.config.signInBy;
  if (secondStep !== 'managers') return isSecondStepDemanded(secondStep, false);
  const memberships = await api.store.membershipsOf(userId);
  return isSecondStepDemanded(
    secondStep,
    memberships.some(({ role }) => managesTenant(api.config, role)),
  );
}
