import type { ApiConfig } from '../../config/index.ts';
import { OFFLINE_ACCESS } from '../../config/schema/sign-in.ts';
import type { Mode } from '../../model/index.ts';
import { isOpenTo } from '../../rules/scope/scope.ts';

const DAY_SECONDS = 86_400;

/**
 * Returns the scopes that a user may give a personal access token or their own client, without those for
 * platforms. `selecting` is for clients, which go through a consent page. A personal access token never does,
 * so it gets no scopes with selected resources, nor scopes that reveal something about the user.
 * `offline_access` is available to any client.
 */
export function offeredScopes(config: ApiConfig, { selecting }: { selecting: boolean }): string[] {
  return Object.entries(config.scopes)
    .filter(
      ([name, scope]) =>
        isOpenTo('confidential', scope) &&
        name !== OFFLINE_ACCESS &&
        (selecting || !(scope.selectsResources || scope.aboutUser)),
    )
    .map(([name]) => name);
}

/** Returns the lifetimes to choose from, in days, up to the API's maximum. */
export function offeredLifetimes(config: ApiConfig): number[] {
  const most = Math.floor(config.lifetimes.personalMax / DAY_SECONDS);
  const within = [7, 30, 90, 180, 365].filter((days) => days <= most);
  return within.length > 0 ? within : [Math.max(1, most)];
}

/** Returns the modes in which this API can be called. */
export function offeredModes(config: ApiConfig): Mode[] {
  const modes = new Set(Object.values(config.domains).map(({ mode }) => mode));
  return (['live', 'sandbox'] as const).filter((mode) => modes.has(mode));
}
