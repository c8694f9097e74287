import { expandScopes } from '../../access/scopes.ts';
import type { ApiConfig } from '../../config/index.ts';
import { OFFLINE_ACCESS } from '../../config/schema/sign-in.ts';
import type { Client } from '../../model/index.ts';
import type { ScopeRules } from '../../rules/scope/scope.ts';

/** Returns whether superfluous spaces in `scope` are an error. */
export function readsExactly({ profile }: ApiConfig): boolean {
  return profile === 'fapi2';
}

/** Returns the scopes that `client` may request, for the rules of scope. */
export function scopeRulesFor(config: ApiConfig, client: Client): ScopeRules {
  // `offline_access` grants nothing by itself: the client's registration decides about refresh tokens.
  const allowed = new Set(expandScopes(config.scopes, client.scopes)).add(OFFLINE_ACCESS);
  return {
    declared: config.scopes,
    allowed,
    kind: client.kind,
    exact: readsExactly(config),
    defaults: config.defaultScopes,
  };
}
