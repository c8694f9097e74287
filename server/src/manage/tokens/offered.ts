import type { ApiConfig } from '../../config/index.ts';
import { OFFLINE_ACCESS } from '../../config/schema/sign-in.ts';
import type { Mode } from '../../model/index.ts';

const DAY_SECONDS = 86_400;

/**
 * Scopes that a user may put into a personal access token or their own client: not those that are for platforms.
 * `selecting` is for what goes through a consent page: a personal access token never sees one, so it has no scopes whose
 * resources are chosen there, nor any that tell a client about its user. Staying connected any client may ask for.
 */
export function offeredScopes(config: ApiConfig, { selecting }: { selecting: boolean }): string[] {
  return Object.entries(config.scopes)
    .filter(
      ([name, { platformsOnly, selectsResources, aboutUser }]) =>
        !platformsOnly && name !== OFFLINE_ACCESS && (selecting || !(selectsResources || aboutUser)),
    )
    .map(([name]) => name);
}

/** Lifetimes to choose from, in days, none over what the API allows. */
export function offeredLifetimes(config: ApiConfig): number[] {
  const most = Math.floor(config.lifetimes.personalMax / DAY_SECONDS);
  const within = [7, 30, 90, 180, 365].filter((days) => days <= most);
  return within.length > 0 ? within : [Math.max(1, most)];
}

/** Modes in which this API can be called. */
export function offeredModes(config: ApiConfig): Mode[] {
  const modes = new Set(Object.values(config.domains).map(({ mode }) => mode));
  return (['live', 'sandbox'] as const).filter((mode) => modes.has(mode));
}
