import { ok, type Result, refused } from '../../lib/result.ts';
import { AUTHORIZATION_CODE, type GrantType } from '../../model/index.ts';

/** A grant that a self-registered client may have. */
export interface OfferedGrant {
  type: GrantType;
  asksUser: boolean;
}

/**
 * Returns the grant types of a client that registers itself (RFC 7591 section 2): it acts only for users who
 * consent. Unavailable ones are left out: "the authorization server MAY reject or replace any of the client's
 * requested metadata values" (section 3.2.1).
 *
 * @param offered in the order in which they are registered
 * @returns a sentence for the developer if none is left
 */
export function readGrantTypes(
  { grant_types = [], response_types = [] }: { grant_types?: string[]; response_types?: string[] },
  offered: readonly OfferedGrant[],
): Result<GrantType[], string> {
  const sent: readonly string[] = grant_types.length > 0 ? grant_types : [AUTHORIZATION_CODE.type];
  const asking = offered.filter(({ asksUser }) => asksUser).map(({ type }) => type);
  if (!asking.some((type) => sent.includes(type))) {
    return refused(`grant_types must hold ${asking.join(' or ')}.`);
  }
  const grantTypes = offered.map(({ type }) => type).filter((type) => sent.includes(type));
  const expected = responseTypesOf(grantTypes);
  const missing = expected.some((type) => response_types.length > 0 && !response_types.includes(type));
  return missing ? refused("response_types must hold 'code'.") : ok(grantTypes);
}

/** Only the authorization endpoint has response types (RFC 7591 section 2.1). */
export function responseTypesOf(grantTypes: readonly GrantType[]): string[] {
  return grantTypes.includes(AUTHORIZATION_CODE.type) ? ['code'] : [];
}
