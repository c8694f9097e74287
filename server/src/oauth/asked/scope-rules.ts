import { expandScopes } from '../../access/scopes.ts';
import type { ApiConfig } from '../../config/index.ts';
import { OFFLINE_ACCESS } from '../../config/schema/sign-in.ts';
import type { Client } from '../../model/index.ts';
import type { ScopeRules } from '../../rules/scope/scope.ts';

/** The scopes that `client` may ask for, in the form that the rules of scope take. */
export function scopeRulesFor(config: ApiConfig, client: Client): ScopeRules {
  // That it would like to stay connected is no right of its own: whether it can, its registration says.
  const allowed = new Set(expandScopes(config.scopes, client.scopes)).add(OFFLINE_ACCESS);
  return {
    declared: config.scopes,
    allowed,
    platform: client.kind === 'platform',
    exact: config.profile === 'fapi2',
    defaults: config.defaultScopes,
  };
}
