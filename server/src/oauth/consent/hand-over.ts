import type { Api } from '../../api.ts';
import type { SelectableResource } from '../../config/index.ts';
import { type Answer, seeOther } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import { isVouchedFor } from '../../model/index.ts';
import { tooMany } from '../../pages/hand-over/begin.ts';
import { notTaken } from '../../pages/hand-over/return.ts';
import type { PageApi } from '../../pages/page-api.ts';
import { expiryChoices } from '../../rules/grant/expiry.ts';
import { resourceValue } from '../../rules/grant/resource-tree.ts';
import { isActive } from '../../rules/grant/standing.ts';
import { optionalAmong } from '../../rules/scope/optional.ts';
import { takeChallenge } from '../../signin/challenge.ts';
import { type ConsentAnswer, type ConsentAsked, handOverTo } from '../../signin/hand-over/asked.ts';
import { answerIn } from '../../signin/hand-over/return.ts';
import { ownTarget, withoutNotes } from '../../signin/own-notes.ts';
import type { SignedIn } from '../../signin/session.ts';
import { allowed } from './choose.ts';
import { choicesIn, type Decidable } from './decidable.ts';
import type { Decision } from './decide.ts';

/**
 * Sends the browser to the API owner's own consent page. Returns `null` where Latchkey's own page has to ask: for a
 * client that nobody has verified, where the person cannot allow it, and for a device.
 */
export async function handOverConsent(
  api: PageApi,
  request: Inbound,
  decidable: Decidable,
  prompt: readonly string[],
): Promise<Answer | null> {
  const { consentUrl } = api.config.signInBy.handOver ?? {};
  const { asked, visitor, membership, memberships, grant } = decidable;
  const { client, redirectUri, scopes, details } = asked;
  if (consentUrl === undefined || !mayBeElsewhere(decidable)) return null;
  const choices = await choicesIn(api, decidable);
  if (choices === 'unavailable') return null;
  const consent: ConsentAsked = {
    host: request.host,
    path: request.path,
    query: withoutNotes(request.query),
    userId: visitor.user.id,
    tenantId: membership.tenantId,
    tenants: memberships
      .filter(({ tenantId }) => isVouchedFor(client, tenantId))
      .map(({ tenantId, tenantName, role }) => ({ id: tenantId, name: tenantName, role })),
    clientId: client.id,
    ...{ redirectUri, scopes, details, prompt },
    optional: optionalAmong(api.config.scopes, scopes),
    expiry: expiryChoices(api.config.consent.expiry, grant, api.clock.now()),
    granted: grant && isActive(grant) ? grant.scopes : [],
    resources: choices === 'none' ? null : choices.map(inTree),
  };
  const begun = await handOverTo(api, request, consentUrl, { purpose: 'consent', asked: consent });
  return begun.ok ? seeOther(begun.value.location, begun.value.headers) : tooMany(api, begun.problem);
}

/** An application that knows what is in what can show a tree. */
function inTree({ type, id, name, parent }: SelectableResource) {
  return { type, id, name, ...(parent ? { parent: { type: parent.type, id: parent.id } } : {}) };
}

function mayBeElsewhere({ asked: { client }, membership, obstacle }: Decidable): boolean {
  return obstacle === null && isVouchedFor(client, membership.tenantId);
}

/** A decision that the application brought, and the tenant that it is about. */
export interface BroughtDecision {
  tenant: string;
  answer: ConsentAnswer;
  asked: ConsentAsked;
}

/**
 * Takes the application's answer that came with an authorization request, once. `null`: none came.
 *
 * @returns the decision; or the answer to the browser if it is about another request, person or browser
 */
export async function broughtDecision(
  api: PageApi,
  request: Inbound,
  visitor: SignedIn,
): Promise<Result<BroughtDecision | null, Answer>> {
  const secret = answerIn(request);
  if (secret === null || api.config.signInBy.handOver?.consentUrl === undefined) return ok(null);
  const taken = await takeChallenge(api, request, 'consent', secret);
  if (!taken.ok) {
    // Reloading the page brings the same answer again. The person is asked anew.
    return refused(
      taken.problem === 'other_browser' ? notTaken(api, taken.problem) : seeOther(ownTarget(request)),
    );
  }
  const asked = taken.value.asked as unknown as ConsentAsked;
  const answer = taken.value.answer as unknown as ConsentAnswer;
  const same =
    asked.path === request.path &&
    asked.query === withoutNotes(request.query) &&
    asked.userId === visitor.user.id;
  if (!same) return refused(seeOther(ownTarget(request)));
  const tenant = answer.kind === 'accepted' ? (answer.tenant ?? asked.tenantId) : asked.tenantId;
  return ok({ tenant, answer, asked });
}

/** Judges the decision by what holds now. `null`: the person has to be asked again. */
export async function decisionBrought(
  api: Api,
  decidable: Decidable,
  { tenant, answer, asked }: BroughtDecision,
): Promise<Decision | null> {
  if (answer.kind === 'refused') return { kind: 'denied' };
  const { client, scopes } = decidable.asked;
  const same =
    decidable.membership.tenantId === tenant &&
    client.id === asked.clientId &&
    scopes.join(' ') === asked.scopes.join(' ');
  if (!same || !mayBeElsewhere(decidable)) return null;
  const allow = await allowed(api, decidable, {
    scopes: answer.scopes ?? scopes,
    resources: (answer.resources ?? []).map(resourceValue),
    expiry: answer.expiry === null ? undefined : String(answer.expiry),
  });
  return allow.ok ? allow.value : null;
}
