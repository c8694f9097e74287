import { managesTenant } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import type { DialectName, SelectableResource } from '../../config/index.ts';
import { isTooLenient } from '../../config/schema/dialect-names.ts';
import { isOpenIn } from '../../config/tenant-for-tests.ts';
import { includesFuture, selectable } from '../../manage/connections/selectable.ts';
import { rolePermissions } from '../../manage/members/role.ts';
import type {
  AuthorizationDetail,
  Client,
  ConnectedAccount,
  ConnectedAccountId,
  Grant,
  Membership,
} from '../../model/index.ts';
import type { ConsentView } from '../../pages/consent/view.ts';
import { consentProblem, heldTogether } from '../../rules/grant/holds.ts';
import { leftIn } from '../../rules/grant/resource-tree.ts';
import { isActive, isSuspended } from '../../rules/grant/standing.ts';
import { selectsResources } from '../../rules/scope/selecting.ts';
import type { SignedIn } from '../../signin/session.ts';

/** The request of a client to a user, through either endpoint. */
export interface ConsentRequest {
  client: Client;
  /** The scopes that the user has to agree to and that the grant receives. */
  scopes: readonly string[];
  details: readonly AuthorizationDetail[];
  /** Dialects that the request used. */
  dialects: readonly DialectName[];
  /** The kind of request: RFC 6749 section 4.1.1 or RFC 8628 section 3.1. */
  through: 'authorization_request' | 'device_authorization_request';
  /** The redirect URI; empty for a device, which polls for the answer. */
  redirectUri: string;
  /**
   * Identifies the request: its query, byte for byte, or its device. Both refer to stored data that does not
   * change.
   */
  tiedTo: string;
  page: Pick<ConsentView, 'action' | 'device'>;
}

/** A request that a signed-in user can decide now, for one of their tenants. */
export interface Decidable {
  asked: ConsentRequest;
  visitor: SignedIn;
  /** The tenants to choose from. */
  memberships: Membership[];
  membership: Membership;
  /** Whether the user is a manager of the tenant, so that their consent is a manager's decision. */
  byManager: boolean;
  /** The grant that the user has given the client in this tenant. */
  grant: Grant | null;
  /** The id of the tenant's connection, if the client is a platform. */
  connectedAccountId: ConnectedAccountId | null;
  /** Why the user can only deny it. */
  obstacle: Obstacle | null;
}

export interface Obstacle {
  /** The code for the audit log. */
  code: 'held_by_manager' | 'suspended';
  /** The reason that the page explains. */
  problem: 'scopes_held' | 'stopped' | 'suspended' | 'suspended_by_others';
}

/**
 * Returns the pending decision and whether it can be allowed.
 *
 * @param wanted the tenant to decide for, if the user is a member there; otherwise the first by name
 * @returns `null` if the user is not a member of a tenant in which the client could be allowed
 */
export async function findDecidable(
  api: Api,
  asked: ConsentRequest,
  visitor: SignedIn,
  wanted: string | undefined,
): Promise<Decidable | null> {
  const { client, dialects } = asked;
  const all = await api.store.membershipsOf(visitor.user.id);
  const memberships = all.filter(
    ({ tenantId }) =>
      !isTooLenient(client, dialects, tenantId) && isOpenIn(api.config, tenantId, client.mode),
  );
  const membership = memberships.find(({ tenantId }) => tenantId === wanted) ?? memberships[0];
  if (!membership) return null;
  const grant = await api.store.grantFor(client.id, visitor.user.id, membership.tenantId);
  const connection = await api.store.connectionOf(client.id, membership.tenantId, client.mode);
  const byManager = managesTenant(api.config, membership.role);
  return {
    ...{ asked, visitor, memberships, membership, byManager, grant },
    connectedAccountId: connection?.account.id ?? grant?.connectedAccountId ?? null,
    obstacle: obstacleTo(asked, byManager, grant, connection),
  };
}

/**
 * Returns why the user cannot allow it. Only a manager can change a manager's hold (`rules/grant/holds.ts`).
 */
function obstacleTo(
  { scopes }: ConsentRequest,
  byManager: boolean,
  grant: Grant | null,
  connection: { account: ConnectedAccount; suspended: boolean } | null,
): Obstacle | null {
  const hold = heldTogether(grant?.held ?? null, connection?.account.held ?? null);
  const held = byManager ? null : consentProblem(hold, { scopes, resources: 'unchanged' });
  if (held === 'scopes') return { code: 'held_by_manager', problem: 'scopes_held' };
  if (held === 'stopped') return { code: 'held_by_manager', problem: 'stopped' };
  const own = grant !== null && isSuspended(grant);
  // A user who joins a suspended connection would be suspended with the others.
  const joins = connection?.suspended === true && !(grant && isActive(grant));
  if (!own && !joins) return null;
  return { code: 'suspended', problem: own || byManager ? 'suspended' : 'suspended_by_others' };
}

/**
 * Returns the resources to choose from, without those that a manager removed.
 *
 * @returns `none` if the scopes select nothing; `unavailable` if the API cannot list them now
 */
export async function choicesIn(
  api: Api,
  { asked, visitor, membership, byManager, grant }: Decidable,
): Promise<SelectableResource[] | 'none' | 'unavailable'> {
  if (!selectsResources(api.config.scopes, asked.scopes)) return 'none';
  const list = await selectable(api, visitor.user, membership.tenantId);
  if (!list) return 'unavailable';
  const left = byManager ? null : (grant?.held?.resources ?? null);
  return leftIn(list, left, includesFuture(api));
}

/**
 * Returns the current permissions of the user's role if promotions have to wait for the next consent,
 * otherwise `null`.
 */
export async function ceiling(api: Api, membership: Membership): Promise<readonly string[] | null> {
  return api.config.promotions === 'wait' ? rolePermissions(api, membership) : null;
}
