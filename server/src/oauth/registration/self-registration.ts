import type { Api } from '../../api.ts';

/**
 * What a client that nobody vouches for may ask for: every scope but those for platforms. It is the user who
 * decides at consent.
 */
export function scopesForAnybody({ config }: Pick<Api, 'config'>): string[] {
  return Object.entries(config.scopes).flatMap(([name, scope]) => (scope.platformsOnly ? [] : [name]));
}

/**
 * What a client may ask for that named some scopes when it described itself. MCP clients name those of their first
 * call there and step up later; without this they could only register anew, and lose what they were given.
 */
export function lastingScopes(api: Pick<Api, 'config'>, named: string[]): string[] {
  return api.config.registeredScope === 'first' ? scopesForAnybody(api) : named;
}
