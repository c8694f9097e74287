import { isWithinResources } from '../../access/resources.ts';
import type {
  ClientId,
  ConnectedAccount,
  ConnectedAccountId,
  Grant,
  GrantId,
  Instant,
  Mode,
  ResourceRef,
  TenantId,
  UserId,
} from '../../model/index.ts';
import { consentProblem, heldTogether, holdWith } from './holds.ts';
import { grantEnd, isRevoked, isSuspended } from './standing.ts';

/** A consent as the user gave it. */
export interface GivenConsent {
  /** Used only if there is no grant for (client, user, tenant) yet. */
  newGrantId: GrantId;
  /**
   * Used only if the tenant has no connected account of this platform; `null` if the client is not a
   * platform.
   */
  newConnectedAccountId: ConnectedAccountId | null;
  clientId: ClientId;
  userId: UserId;
  tenantId: TenantId;
  mode: Mode;
  scopes: readonly string[];
  /**
   * The selected resources; `null`: not limited. `unchanged`: the user was not asked, so the selection of an
   * earlier consent stays, even of one committed meanwhile.
   */
  resources: readonly ResourceRef[] | null | 'unchanged';
  ceiling: readonly string[] | null;
  /** Requested scopes that the user left out: an earlier consent to them is taken back. */
  declined?: readonly string[];
  /** When it ends; `null`: not before somebody revokes it. Absent: as before, and for a new one `null`. */
  expiresAt?: Instant | null;
  /**
   * Whether the user is a manager of the tenant: then the consent is a manager's decision and lifts managers'
   * holds.
   */
  byManager?: boolean;
  now: Instant;
}

/** The connected account to which a consent belongs. */
export interface Joined {
  account: ConnectedAccount;
  /** Whether all its grants are suspended. A user who joins is suspended as well. */
  suspended: boolean;
  /** Whether this consent creates it. */
  fresh?: true;
}

/**
 * Returns the grant after a consent. An active grant gains scopes, loses declined ones and gets the new
 * selection. So does a suspended one, which stays suspended until it is resumed. A revoked one starts again
 * with only the new scopes and keeps the version after the revocation, so that no old token becomes valid
 * again; so does an expired one. `taken: false`: a manager holds the grant and the user is not a manager, so
 * it is unchanged.
 */
export function grantAfterConsent(
  existing: Grant | null,
  consent: GivenConsent,
  joined: Joined | null,
): { grant: Grant; taken: boolean } {
  const { clientId, userId, tenantId, mode, scopes, ceiling, now, byManager = false } = consent;
  const afresh = existing === null || grantEnd(existing, now) !== null;
  const declined = consent.declined ?? [];
  const { expiresAt = afresh ? null : existing.expiresAt } = consent;
  const earlier = afresh ? (existing?.held?.resources ?? null) : existing.resources;
  const resources = consent.resources === 'unchanged' ? earlier : consent.resources;
  const begun: Grant['status'] = joined?.suspended ? 'suspended' : 'active';
  const account = {
    connectedAccountId: joined?.account.id ?? null,
    ipAllowlist: joined?.account.ipAllowlist ?? null,
  };
  const held = heldTogether(existing?.held ?? null, joined?.account.held ?? null);
  const taken = byManager || !consentProblem(held, { scopes, resources });
  if (existing === null) {
    const grant: Grant = {
      id: consent.newGrantId,
      clientId,
      userId,
      tenantId,
      mode,
      scopes: [...new Set(scopes)],
      resources,
      ceiling,
      selection: 0,
      ...account,
      held: taken ? null : held,
      status: begun,
      version: 1,
      repeatedAt: null,
      expiresAt,
      authorizedAt: now,
      createdAt: now,
      updatedAt: now,
    };
    return { grant, taken };
  }
  if (!taken) return { grant: { ...existing, held }, taken };
  const moves = joined !== null && (afresh || joined.account.id !== existing.connectedAccountId);
  const grant: Grant = {
    ...existing,
    ...(moves ? account : {}),
    mode,
    scopes: afresh
      ? [...new Set(scopes)]
      : [...new Set([...existing.scopes.filter((scope) => !declined.includes(scope)), ...scopes])],
    resources,
    // A revoked grant has a new version, so its earlier tokens are invalid anyway.
    selection: existing.selection + (!afresh && !isWithinResources(resources, earlier) ? 1 : 0),
    ceiling,
    status: afresh ? begun : existing.status,
    // An expired grant that was not revoked yet ends here, with its tokens.
    version: afresh && !isRevoked(existing) ? existing.version + 1 : existing.version,
    expiresAt,
    repeatedAt: afresh ? null : existing.repeatedAt,
    held: byManager ? heldAfterManager(existing) : existing.held,
    authorizedAt: now,
    createdAt: afresh ? now : existing.createdAt,
    updatedAt: now,
  };
  return { grant, taken };
}

/** A manager's own consent replaces earlier holds. A suspension stays until it is resumed. */
function heldAfterManager(grant: Grant): Grant['held'] {
  return holdWith(grant.held, {
    scopes: null,
    resources: null,
    ...(isSuspended(grant) ? {} : { stopped: false }),
  });
}
