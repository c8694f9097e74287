import type { ApiConfig } from '../../config/index.ts';
import { OFFLINE_ACCESS } from '../../config/schema/sign-in.ts';
import { isOpenIn } from '../../config/tenant-for-tests.ts';
import type { Mode } from '../../model/index.ts';
import { isOpenTo } from '../../rules/scope/scope.ts';

const DAY_SECONDS = 86_400;

/**
 * Returns the scopes that a user may give a personal access token, or their own client (`toClient`), without those for
 * platforms. A token gets no scopes that reveal something about the user: it has no sign-in. `offline_access` is available to
 * any client.
 */
export function offeredScopes(config: ApiConfig, { toClient }: { toClient: boolean }): string[] {
  return Object.entries(config.scopes)
    .filter(
      ([name, scope]) =>
        isOpenTo('confidential', scope) && name !== OFFLINE_ACCESS && (toClient || !scope.aboutUser),
    )
    .map(([name]) => name);
}

/** Returns the lifetimes to choose from, in days, up to the API's maximum. */
export function offeredLifetimes(config: ApiConfig): number[] {
  const most = Math.floor(config.lifetimes.personalMax / DAY_SECONDS);
  const within = [7, 30, 90, 180, 365].filter((days) => days <= most);
  return within.length > 0 ? within : [Math.max(1, most)];
}

/** Returns the modes in which this API can be called; for people of a tenant, if it is named. */
export function offeredModes(config: ApiConfig, tenantId: string | null = null): Mode[] {
  const modes = new Set(Object.values(config.domains).map(({ mode }) => mode));
  return (['live', 'sandbox'] as const).filter(
    (mode) => modes.has(mode) && (tenantId === null || isOpenIn(config, tenantId, mode)),
  );
}
