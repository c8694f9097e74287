import { covers } from '../../access/scopes.ts';
import type { Api } from '../../api.ts';
import { isVouchedFor } from '../../model/index.ts';
import type { ConsentProblem } from '../../pages/consent/view.ts';
import type { PostedForm } from '../../pages/posted-form.ts';
import { mayKeep } from '../../rules/grant/expiry.ts';
import { isActive } from '../../rules/grant/standing.ts';
import { selectsResources } from '../../rules/scope/selecting.ts';
import { isConsentNote, type Shown } from './ask.ts';
import { type Allowed, allowed } from './choose.ts';
import type { Decidable, Obstacle } from './decidable.ts';

/** A user's decision. `again`: there is none yet, so the user is asked again. */
export type Decision = Denied | Allowed | Again;

export interface Denied {
  kind: 'denied';
}

export interface Again extends Shown {
  kind: 'again';
  /** Set if the user tried to allow what they cannot; it is recorded in the audit log. */
  tried?: Obstacle['code'];
}

/**
 * Reads a decision from a form of the consent page. The caller has verified that the form belongs to this
 * session.
 */
export async function decide(api: Api, decidable: Decidable, form: PostedForm): Promise<Decision> {
  const again = (problem: ConsentProblem, more: Partial<Again> = {}): Again => {
    return { kind: 'again', status: 400, problem, entered: form, ...more };
  };
  // Another tenant, or a search: nothing is decided, and everything that was entered stays.
  if (form.get('show') !== undefined) return { kind: 'again', entered: form };
  const decision = form.get('decision');
  if (decision === 'deny') return { kind: 'denied' };
  if (decision !== 'allow') return again('undecided');
  if (!isConsentNote(api, decidable, form.get('consent'))) return again('outdated');
  const { obstacle } = decidable;
  if (obstacle) return again(obstacle.problem, { tried: obstacle.code });

  const allow = await allowed(api, decidable, {
    scopes: form.all('scope'),
    resources: form.all('resource'),
    expiry: form.get('expiry'),
  });
  if (allow.ok) return allow.value;
  const { code } = allow.problem;
  return again(code, {
    ...(code === 'resources_unavailable' ? { status: 503 } : {}),
    ...(allow.problem.code === 'resource_not_offered' ? { gone: allow.problem.gone } : {}),
  });
}

/**
 * Returns the decision if the page would only repeat an earlier one, for a client whose secret proves its
 * identity, otherwise `null`. The page is always shown for a platform, and for a client that another program
 * could pose as: a public one (RFC 8252 section 8.6) or one that has not been verified. Ceiling and holds of
 * the earlier consent stay, and so does its end.
 */
export function repeatedConsent(
  api: Api,
  { asked, memberships, membership, grant, obstacle }: Decidable,
): Allowed | null {
  const { client, scopes, details } = asked;
  const repeats =
    obstacle === null &&
    client.kind === 'confidential' &&
    isVouchedFor(client, membership.tenantId) &&
    memberships.length === 1 &&
    grant !== null &&
    isActive(grant) &&
    grant.resources === null &&
    !selectsResources(api.config.scopes, scopes) &&
    details.length === 0 &&
    covers(api.config.scopes, grant.scopes, scopes) &&
    mayKeep(api.config.consent.expiry, grant, api.clock.now());
  if (!repeats) return null;
  const { ceiling, expiresAt } = grant;
  return {
    kind: 'allowed',
    scopes,
    declined: [],
    expiresAt,
    resources: 'unchanged',
    ceiling,
    byManager: false,
    repeated: true,
  };
}
