import { ok, type Result, refused } from '../../lib/result.ts';
import type { GrantType } from '../../model/index.ts';

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

/**
 * Grant types of a client that registers itself (RFC 7591 section 2): it acts for users who consent, and for
 * nobody else. With client credentials, exchanged tokens or assertions anybody could give themselves access.
 * Of what it names, it is given what there is: "the authorization server MAY reject or replace any of the client's
 * requested metadata values" (section 3.2.1).
 *
 * @param devices whether the API lets devices ask (RFC 8628)
 * @returns a sentence for the developer when nothing of it is left
 */
export function readGrantTypes(
  { grant_types = [], response_types = [] }: { grant_types?: string[]; response_types?: string[] },
  devices: boolean,
): Result<GrantType[], string> {
  const sent = grant_types.length > 0 ? grant_types : ['authorization_code'];
  const asking: GrantType[] = devices ? ['authorization_code', DEVICE_CODE] : ['authorization_code'];
  if (!sent.some((type) => asking.some((each) => each === type))) {
    return refused(`grant_types must hold ${asking.join(' or ')}.`);
  }
  const offered: GrantType[] = [...asking, 'refresh_token'];
  const grantTypes = offered.filter((type) => sent.includes(type));
  const expected = responseTypesOf(grantTypes);
  const missing = expected.some((type) => response_types.length > 0 && !response_types.includes(type));
  return missing ? refused("response_types must hold 'code'.") : ok(grantTypes);
}

/** Only the authorization endpoint has responses (RFC 7591 section 2.1). */
export function responseTypesOf(grantTypes: readonly GrantType[]): string[] {
  return grantTypes.includes('authorization_code') ? ['code'] : [];
}
