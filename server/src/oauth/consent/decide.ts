import { covers } from '../../access/scopes.ts';
import type { Api } from '../../api.ts';
import type { SelectableResource } from '../../config/index.ts';
import { isVouchedFor, type ResourceRef } from '../../model/index.ts';
import { resourceValue } from '../../pages/consent/resources.ts';
import type { PostedForm } from '../../pages/posted-form.ts';
import { isActive } from '../../rules/grant/standing.ts';
import { isConsentNote, type Shown } from './ask.ts';
import { ceiling, choicesIn, type Decidable, type Obstacle, selectsResources } from './decidable.ts';

/** A user's decision. `again`: there is none yet, so the user is asked again. */
export type Decision = Denied | Allowed | Again;

export interface Denied {
  kind: 'denied';
}

export interface Allowed {
  kind: 'allowed';
  scopes: readonly string[];
  /** `unchanged`: scopes without selected resources must not lift the selection of an earlier consent. */
  resources: readonly ResourceRef[] | 'unchanged';
  ceiling: readonly string[] | null;
  byManager: boolean;
  /** It repeats an earlier consent without asking. */
  repeated: boolean;
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
  const ticked = form.all('resource');
  const again = (status: number, problem: string, more: Partial<Again> = {}): Again => {
    return { kind: 'again', status, problem, ticked, ...more };
  };
  if (form.get('show') === 'tenant') return { kind: 'again' };
  const decision = form.get('decision');
  if (decision === 'deny') return { kind: 'denied' };
  if (decision !== 'allow') return again(400, 'Choose whether to allow this or not.');
  if (!isConsentNote(api, decidable, form.get('consent'))) {
    return again(400, 'This page was out of date or not the one that was shown. Please look again.');
  }
  const { obstacle } = decidable;
  if (obstacle) return again(400, obstacle.problem, { tried: obstacle.code });

  const choices = await choicesIn(api, decidable);
  if (choices === 'unavailable') return again(503, 'The list could not be loaded. Please choose again.');
  const chosen = choices === 'none' ? 'unchanged' : chosenFrom(choices, ticked);
  if (!chosen) {
    const problem = 'Something was chosen that is not in the list. Please choose again.';
    return again(400, problem, { resourceProblem: true });
  }
  if (chosen.length === 0) {
    return again(400, 'Choose at least one thing that it may reach.', { resourceProblem: true });
  }
  return {
    kind: 'allowed',
    scopes: decidable.asked.scopes,
    resources: chosen,
    ceiling: await ceiling(api, decidable.membership),
    byManager: decidable.byManager,
    repeated: false,
  };
}

/**
 * Returns the decision if the page would only repeat an earlier one, for a client whose secret proves its
 * identity, otherwise `null`. The page is always shown for a platform, and for a client that another program
 * could pose as: a public one (RFC 8252 section 8.6) or one that has not been verified. Ceiling and holds of
 * the earlier consent stay.
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
    !selectsResources(api, scopes) &&
    details.length === 0 &&
    covers(api.config.scopes, grant.scopes, scopes);
  if (!repeats) return null;
  const { ceiling } = grant;
  return { kind: 'allowed', scopes, resources: 'unchanged', ceiling, byManager: false, repeated: true };
}

/** Returns the ticked resources, or `null` if one was never offered (a forged form). */
function chosenFrom(
  choices: readonly SelectableResource[],
  ticked: readonly string[],
): readonly ResourceRef[] | null {
  const offered = new Map(choices.map(({ type, id }) => [resourceValue({ type, id }), { type, id }]));
  const chosen = [...new Set(ticked)].map((value) => offered.get(value));
  return chosen.some((ref) => ref === undefined) ? null : chosen.filter((ref) => ref !== undefined);
}
