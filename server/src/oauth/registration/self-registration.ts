import type { Api } from '../../api.ts';
import { scopesOpenTo } from '../../rules/scope/scope.ts';

/**
 * Returns the scopes that an unverified client may request: all but those for platforms. The user decides at
 * consent.
 */
export function scopesForAnybody({ config }: Pick<Api, 'config'>): string[] {
  return scopesOpenTo('public', config.scopes);
}

/**
 * Returns the scopes that a client may request later if it named some when it registered. MCP clients
 * register those of their first call and step up later; otherwise they would have to register again and lose
 * their grants.
 */
export function lastingScopes(api: Pick<Api, 'config'>, named: string[]): string[] {
  return api.config.registeredScope === 'first' ? scopesForAnybody(api) : named;
}
