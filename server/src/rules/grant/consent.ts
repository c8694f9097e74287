import { isWithinResources } from '../../access/resources.ts';
import type {
  ConnectedAccount,
  Grant,
  Instant,
  Mode,
  ResourceRef,
  TenantId,
  UserId,
} from '../../model/index.ts';
import { consentProblem, heldTogether, holdWith } from './holds.ts';
import { isRevoked, isSuspended } from './standing.ts';

/** A consent as a person gave it. */
export interface GivenConsent {
  /** Used only when there is no grant for (client, user, tenant) yet. */
  newGrantId: string;
  /** Used only when the customer has no connected account of this platform; `null` when the client is no platform. */
  newConnectedAccountId: string | null;
  clientId: string;
  userId: UserId;
  tenantId: TenantId;
  mode: Mode;
  scopes: readonly string[];
  /**
   * The selected resources; `null`: not limited. `unchanged`: nothing was asked about, so what an earlier consent selected
   * stays, even one that is committed while this one is under way.
   */
  resources: readonly ResourceRef[] | null | 'unchanged';
  ceiling: readonly string[] | null;
  /** Whether the person manages the tenant: then the consent is a manager's decision, and lifts what one held. */
  byManager?: boolean;
  now: Instant;
}

/** The connected account that a consent is under. */
export interface Joined {
  account: ConnectedAccount;
  /** Whether all grants under it are suspended. A person who joins them is suspended as well. */
  suspended: boolean;
  /** Whether this consent makes it. */
  fresh?: true;
}

/**
 * The grant after a consent. An active grant gains scopes and gets the newly selected resources. So does a suspended one, but
 * it stays suspended until somebody resumes it. A revoked one begins afresh with the new scopes alone, and keeps the version
 * that the revocation left behind, so that no old token comes back to life. `taken: false`: a manager holds the grant, and
 * the consent is none of a manager's, so it stays as it is.
 */
export function grantAfterConsent(
  existing: Grant | null,
  consent: GivenConsent,
  joined: Joined | null,
): { grant: Grant; taken: boolean } {
  const { clientId, userId, tenantId, mode, scopes, ceiling, now, byManager = false } = consent;
  const afresh = existing === null || isRevoked(existing);
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
    scopes: [...new Set(afresh ? scopes : [...existing.scopes, ...scopes])],
    resources,
    // A revoked grant has moved on to another version: its earlier tokens open nothing anyway.
    selection: existing.selection + (!afresh && !isWithinResources(resources, earlier) ? 1 : 0),
    ceiling,
    status: afresh ? begun : existing.status,
    repeatedAt: afresh ? null : existing.repeatedAt,
    held: byManager ? heldAfterManager(existing) : existing.held,
    authorizedAt: now,
    createdAt: afresh ? now : existing.createdAt,
    updatedAt: now,
  };
  return { grant, taken };
}

/** A manager's own consent is their decision anew; what is suspended is still theirs to resume. */
function heldAfterManager(grant: Grant): Grant['held'] {
  return holdWith(grant.held, {
    scopes: null,
    resources: null,
    ...(isSuspended(grant) ? {} : { stopped: false }),
  });
}
