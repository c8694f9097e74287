import { isWithinResources } from '../../access/resources.ts';
import { isCurrent, lifeOf } from '../../lib/clock.ts';
import type {
  AuthorizationCode,
  ConnectedAccount,
  DeviceRequest,
  Grant,
  Instant,
  ResourceRef,
} from '../../model/index.ts';
import { consentProblem, heldTogether, holdWith } from '../../rules/holds.ts';
import { stands } from '../../rules/standing.ts';
import type { Consent, DeviceOutcome, RedemptionOutcome } from '../store.ts';

/*
 * What a verb must answer, given what stands in the database. Pure, so that each database only loads, asks
 * here, and writes, all in one transaction.
 */

/**
 * A code that was redeemed is a replay whatever else is true of it, expired or revoked, because the family it
 * began may still be alive (RFC 6749 section 4.1.2: "MUST deny the request and SHOULD revoke … all tokens").
 */
export function redemptionOutcome(
  code: AuthorizationCode,
  grant: Grant,
  now: Instant,
): Exclude<RedemptionOutcome, 'unknown'> {
  if (code.redeemedAt !== null) return 'replayed';
  if (!isCurrent(code, now)) return 'expired';
  return stands(grant, code.grantVersion) ? 'redeemed' : 'revoked';
}

/**
 * What one poll of a device is told (RFC 8628 section 3.5). A device that asks again after it had its tokens gets
 * the answer of an unknown code: whoever shares its code learns nothing.
 */
export function deviceOutcome(request: DeviceRequest, grant: Grant | null, now: Instant): DeviceOutcome {
  if (request.status === 'redeemed') return 'unknown';
  if (!isCurrent(lifeOf(request), now)) return 'expired';
  if (request.status === 'denied') return 'denied';
  if (request.status === 'pending') {
    // A poll that lies in the future was made while the clock was ahead.
    const since = request.polledAt === null ? request.interval : now - request.polledAt;
    const early = since >= 0 && since < request.interval;
    return early ? 'slow_down' : 'pending';
  }
  if (!grant || request.grantVersion === null) return 'revoked';
  return stands(grant, request.grantVersion) ? 'redeemed' : 'revoked';
}

/** The connected account that a consent is under. */
export interface Joined {
  account: ConnectedAccount;
  /** Whether those who authorized it before are all suspended: then whoever joins them is as well. */
  suspended: boolean;
  /** Whether this consent makes it. */
  fresh?: true;
}

/**
 * The grant after a consent; one that a manager holds stays as it is, unless the consent is a manager's. An active grant
 * gains scopes and gets the newly selected resources. A suspended one as well, but it stays suspended: whoever suspended it
 * resumes it, not the next click on a consent page. A revoked one begins afresh with the new scopes alone, and keeps the
 * version that the revocation left behind, so that no old token comes back to life. `taken: false`: a manager holds it.
 */
export function grantAfterConsent(
  existing: Grant | null,
  consent: Omit<Consent, 'code'>,
  joined: Joined | null,
): { grant: Grant; taken: boolean } {
  const { clientId, userId, tenantId, mode, scopes, ceiling, now, byManager = false } = consent;
  const earlier =
    existing === null || existing.status === 'revoked'
      ? (existing?.held?.resources ?? null)
      : existing.resources;
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
  const afresh = existing.status === 'revoked';
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
function heldAfterManager({ held, status }: Grant): Grant['held'] {
  return holdWith(held, {
    scopes: null,
    resources: null,
    ...(status === 'suspended' ? {} : { stopped: false }),
  });
}

/** A part that a manager cut off stays off. The user may still widen a part that the manager left as it was. */
export function heldAfterShrinking(
  grant: Grant,
  left: { scopes: string[]; resources: ResourceRef[] | null; managerLeaves: string[] },
): Grant['held'] {
  const cut = !grant.scopes.every((scope) => left.scopes.includes(scope));
  const cutResources = !isWithinResources(grant.resources, left.resources);
  return holdWith(grant.held, {
    ...(cut ? { scopes: left.managerLeaves } : {}),
    ...(cutResources ? { resources: left.resources } : {}),
  });
}

/** Whether scopes and resources only take away from what the grant gives. Compared by name, not by cover. */
export function isNarrower(grant: Grant, change: Pick<Grant, 'scopes' | 'resources'>): boolean {
  if (!change.scopes.every((scope) => grant.scopes.includes(scope))) return false;
  return isWithinResources(change.resources, grant.resources);
}
