import type { Api } from '../api.ts';

/**
 * What a client that nobody vouches for may ask for: every scope but those for platforms. It is the user who
 * decides at consent.
 */
export function scopesForAnybody({ config }: Pick<Api, 'config'>): string[] {
  return Object.entries(config.scopes).flatMap(([name, scope]) => (scope.platformsOnly ? [] : [name]));
}
