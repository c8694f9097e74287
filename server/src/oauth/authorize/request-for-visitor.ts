import type { Api } from '../../api.ts';
import { isTooLenient } from '../../config/schema/dialect-names.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { Result } from '../../lib/result.ts';
import { isVouchedFor } from '../../model/index.ts';
import type { SignedIn } from '../../signin/session.ts';
import { type AuthorizationRequest, readAuthorizationRequest } from './authorization-request.ts';
import type { AuthorizationProblem } from './refused-request.ts';

/**
 * Reads the request for this visitor. While no one is signed in, and within the client's own tenant, it may
 * use the API's dialects; for users of other tenants it is read strictly.
 */
export async function readFor(
  api: Api,
  { query, ip }: Inbound,
  visitor: SignedIn | null,
): Promise<Result<AuthorizationRequest, AuthorizationProblem>> {
  const read = await readAuthorizationRequest(api, query, 'own', ip);
  if (!visitor || !read.ok || isVouchedFor(read.value.client, null)) return read;
  const { client, dialects } = read.value;
  const memberships = await api.store.membershipsOf(visitor.user.id);
  const answerable = memberships.some(({ tenantId }) => !isTooLenient(client, dialects, tenantId));
  return answerable ? read : readAuthorizationRequest(api, query, 'everybody', ip);
}
