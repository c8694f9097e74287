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
 * The scopes that a client may ask for after it named some when it described itself. MCP clients name those of their
 * first call and step up later; otherwise they could only register anew, and would lose the access that they have.
 */
export function lastingScopes(api: Pick<Api, 'config'>, named: string[]): string[] {
  return api.config.registeredScope === 'first' ? scopesForAnybody(api) : named;
}
