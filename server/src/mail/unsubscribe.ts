import type { Api } from '../api.ts';
import { type Mail, TenantId, UserId } from '../model/index.ts';
import { formSeal } from '../tokens/form-seal.ts';

/** The page that ends the mails of a subscription; whose mails stands behind a slash. */
export const UNSUBSCRIBE = '/mails/unsubscribe';

const PURPOSE = 'no more mails';

/** The mails that one person gets about unusual use in a tenant; `null`: about what waits for approval by those who operate the API. */
export interface Subscription {
  userId: UserId;
  tenantId: TenantId | null;
}

/**
 * Returns the address at which one request ends mails of this kind (RFC 8058), or `null` for a mail that somebody asked for.
 * The address opens nothing else, and stays good for as long as the key of forms does.
 */
export function unsubscribeLink(
  api: Pick<Api, 'config' | 'keys' | 'address'>,
  { userId, tenantId, subscription }: Pick<Mail, 'userId' | 'tenantId' | 'subscription'>,
): string | null {
  if (userId === null || subscription === null) return null;
  const sealed = formSeal(api, PURPOSE).seal(JSON.stringify([userId, tenantId]), '');
  return new URL(`${UNSUBSCRIBE}/${sealed}`, api.address.origin).href;
}

/** Returns whose mails an address is about, or `null` for one that was not made here. */
export function subscriptionOf(api: Pick<Api, 'config' | 'keys'>, sealed: string): Subscription | null {
  const opened = formSeal(api, PURPOSE).open(sealed, '');
  if (opened === null) return null;
  const [userId, tenantId] = JSON.parse(opened) as [string, string | null];
  return { userId: UserId(userId), tenantId: tenantId === null ? null : TenantId(tenantId) };
}
