import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { SECOND } from '../../lib/clock.ts';
import { sha256 } from '../../lib/compare.ts';
import { newSecret } from '../../lib/ids.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import { TenantId } from '../../model/index.ts';
import { freshnessProblem } from '../../rules/sign-in/freshness.ts';
import type { ConsentAnswer, ConsentAsked, SignInAnswer } from '../../signin/hand-over/asked.ts';
import { answerAddress, consentAddress } from '../../signin/hand-over/return.ts';
import { type Sentence, sentence } from '../../words/sentence.ts';
import { rolesOf } from '../members/role.ts';
import type { OpenChallenge } from './read.ts';
import type { AcceptedConsent, AcceptedSignIn, RefusedChallenge } from './shapes.ts';

/** Why an answer does not count. */
export interface AnswerProblem {
  code:
    | 'challenge_not_open'
    | 'wrong_purpose'
    | 'sign_in_too_old'
    | 'tenant_unknown'
    | 'role_unknown'
    | 'tenant_twice'
    | 'scope_not_optional'
    | 'expiry_not_offered'
    | 'resources_needed'
    | 'resource_unknown';
  /** For the developer of the application. */
  detail: Sentence;
}

interface Answering {
  api: Api;
  request: Inbound;
  challenge: OpenChallenge;
  /** Id of the management token or the user, for the log. */
  by: string;
}

/** Accepts a sign-in. Resolves to the address to which the browser has to go. */
export async function acceptSignIn(
  answering: Answering,
  accepted: AcceptedSignIn,
): Promise<Result<string, AnswerProblem>> {
  const { api, challenge } = answering;
  if (challenge.purpose !== 'sign_in') return wrongPurpose('forAConsent');
  const now = api.clock.now();
  const at = accepted.authenticatedAt === undefined ? now : Date.parse(accepted.authenticatedAt);
  const { prompt, maxAge } = challenge.asked;
  const old = freshnessProblem({ prompt, maxAge, askedAt: challenge.row.createdAt }, at, now);
  if (old) return refused({ code: 'sign_in_too_old', detail: sentence(TOO_OLD[old]) });
  const places = await checkPlaces(answering, accepted.memberships);
  if (!places.ok) return places;
  const { subject, name, email, emailVerified, amr, acr = null } = accepted;
  return answer(answering, {
    kind: 'accepted',
    ...{ subject, name, email, emailVerified, amr, acr },
    memberships: places.value,
    authTime: Math.floor(at / SECOND),
  });
}

const TOO_OLD = {
  in_the_future: 'signInInTheFuture',
  before_the_request: 'signInBeforeTheRequest',
  too_long_ago: 'signInTooLongAgo',
} as const;

/** Accepts a consent, never to more than was asked. Resolves as `acceptSignIn`. */
export async function acceptConsent(
  answering: Answering,
  accepted: AcceptedConsent,
): Promise<Result<string, AnswerProblem>> {
  const { challenge } = answering;
  if (challenge.purpose !== 'consent') return wrongPurpose('forASignIn');
  const problem = consentProblem(challenge.asked, accepted);
  if (problem) return refused(problem);
  return answer(answering, {
    kind: 'accepted',
    tenant: accepted.tenant ?? null,
    scopes: accepted.scopes ?? null,
    resources: accepted.resources ?? null,
    expiry: accepted.expiry ?? null,
  });
}

/** Refused at once, where the developer sees it. All of it is judged again when the browser is back. */
function consentProblem(
  { resources: offered, tenants, tenantId, optional, expiry }: ConsentAsked,
  accepted: AcceptedConsent,
): AnswerProblem | null {
  const { tenant, scopes = [], resources = [] } = accepted;
  if (tenant !== undefined && !tenants.some(({ id }) => id === tenant)) {
    const detail = sentence('noPlaceIn', tenant);
    return { code: 'tenant_unknown', detail };
  }
  const fixed = scopes.find((name) => !optional.includes(name));
  if (fixed !== undefined) {
    return {
      code: 'scope_not_optional',
      detail: sentence('scopeNotOptional', fixed),
    };
  }
  if (accepted.expiry !== undefined && !expiry.includes(accepted.expiry)) {
    const detail = sentence('expiryNotOffered', expiry.join(', '));
    return { code: 'expiry_not_offered', detail };
  }
  const elsewhere = tenant !== undefined && tenant !== tenantId;
  const known = new Set((elsewhere ? [] : (offered ?? [])).map(({ type, id }) => JSON.stringify([type, id])));
  const other = resources.find(({ type, id }) => !known.has(JSON.stringify([type, id])));
  if (other || (elsewhere && offered !== null)) {
    const detail = other
      ? sentence('resourceNotOffered', `${other.type} ${other.id}`)
      : sentence('resourcesElsewhere', tenantId);
    return { code: 'resource_unknown', detail };
  }
  // Without the scope that selects them, there is nothing to select.
  if (offered !== null && resources.length === 0 && accepted.scopes === undefined) {
    const detail = sentence('resourcesNeeded');
    return { code: 'resources_needed', detail };
  }
  return null;
}

/** Refuses either. The client learns that the person did not allow it. */
export function refuseChallenge(
  answering: Answering,
  { reason }: RefusedChallenge,
): Promise<Result<string, AnswerProblem>> {
  return answer(answering, { kind: 'refused', reason: reason ?? null });
}

/** Returns the places, all of which there are; adds tenants that come with a name. */
async function checkPlaces(
  { api, request, by }: Answering,
  memberships: AcceptedSignIn['memberships'],
): Promise<Result<{ tenant: string; role: string }[] | null, AnswerProblem>> {
  if (memberships === undefined) return ok(null);
  const seen = new Set<string>();
  for (const { tenant, role, tenantName } of memberships) {
    if (seen.has(tenant)) return refused({ code: 'tenant_twice', detail: sentence('tenantTwice', tenant) });
    seen.add(tenant);
    const tenantId = TenantId(tenant);
    const roles = (await rolesOf(api, tenantId)).map(({ name }) => name);
    if (!roles.includes(role)) {
      const detail = sentence('noRoleIn', role, tenant, roles.join(', '));
      return refused({ code: 'role_unknown', detail });
    }
    if (await api.store.tenantById(tenant)) continue;
    if (tenantName === undefined) {
      const detail = sentence('tenantUnnamed', tenant);
      return refused({ code: 'tenant_unknown', detail });
    }
    const row = auditEvent(api, request, 'tenant.created', { tenantId, detail: { by, name: tenantName } });
    await api.store.addTenant({ id: tenantId, name: tenantName }, [row]);
  }
  return ok(memberships.map(({ tenant, role }) => ({ tenant, role })));
}

/** Only the browser that the application sends back learns the secret in the address, so the challenge alone is no use. */
async function answer(
  { api, request, challenge, by }: Answering,
  given: SignInAnswer | ConsentAnswer,
): Promise<Result<string, AnswerProblem>> {
  const secret = newSecret();
  const { row, purpose, asked } = challenge;
  const detail = { by, purpose, answer: given.kind };
  const about = { clientId: asked.clientId, userId: purpose === 'consent' ? asked.userId : null, detail };
  const outcome = await api.store.answerSignInChallenge({
    hash: row.hash,
    answerHash: sha256(secret),
    answer: { ...given },
    now: api.clock.now(),
    audit: [auditEvent(api, request, 'sign_in.answered', about)],
  });
  if (outcome !== 'taken') {
    const detail = sentence('challengeNotOpen');
    return refused({ code: 'challenge_not_open', detail });
  }
  return ok(
    purpose === 'sign_in' ? answerAddress(api, asked.host, secret) : consentAddress(api, asked, secret),
  );
}

function wrongPurpose(is: 'forAConsent' | 'forASignIn'): Result<never, AnswerProblem> {
  return refused({
    code: 'wrong_purpose',
    detail: sentence(is),
  });
}
