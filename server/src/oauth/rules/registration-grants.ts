import { ok, type Result, refused } from '../../lib/result.ts';
import type { GrantType } from '../../model/index.ts';

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

/**
 * Grant types of a client that registers itself (RFC 7591 section 2): it acts for users who consent, and for
 * nobody else. With client credentials, exchanged tokens or assertions anybody could give themselves access.
 *
 * @param devices whether the API lets devices ask (RFC 8628)
 * @returns a sentence for the developer when they will not do
 */
export function readGrantTypes(
  { grant_types, response_types }: { grant_types?: string[]; response_types?: string[] },
  devices: boolean,
): Result<GrantType[], string> {
  const sent = grant_types ?? ['authorization_code'];
  const asking: GrantType[] = devices ? ['authorization_code', DEVICE_CODE] : ['authorization_code'];
  const allowed: GrantType[] = [...asking, 'refresh_token'];
  if (sent.some((type) => !allowed.some((each) => each === type))) {
    return refused(`grant_types may hold ${inWords(allowed)} only.`);
  }
  if (!sent.some((type) => asking.some((each) => each === type))) {
    return refused(`grant_types must hold ${asking.join(' or ')}.`);
  }
  const grantTypes = allowed.filter((type) => sent.includes(type));
  const expected = responseTypesOf(grantTypes);
  const responses = response_types ?? expected;
  if (responses.length !== expected.length || responses[0] !== expected[0]) {
    return refused(expected.length === 0 ? 'response_types must be [].' : "response_types must be ['code'].");
  }
  return ok(grantTypes);
}

/** Only the authorization endpoint has responses (RFC 7591 section 2.1). */
export function responseTypesOf(grantTypes: readonly GrantType[]): string[] {
  return grantTypes.includes('authorization_code') ? ['code'] : [];
}

function inWords(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
