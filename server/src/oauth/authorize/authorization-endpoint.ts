import { covers } from '../../access/scopes.ts';
import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import { isTooLenient } from '../../config/schema/dialect-names.ts';
import { type Answer, seeOther } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { sha256 } from '../../lib/compare.ts';
import { newId, newSecret } from '../../lib/ids.ts';
import { managesTenant } from '../../manage/members/role.ts';
import {
  type Grant,
  isVouchedFor,
  type Membership,
  NO_CONTEXT,
  type ResourceRef,
} from '../../model/index.ts';
import { isConsentNote } from '../../pages/consent/note.ts';
import { type ConsentView, consentPage } from '../../pages/consent/page.ts';
import { chosenResources, selectsResources } from '../../pages/consent/resources.ts';
import { askedFormPostPage } from '../../pages/form-post.ts';
import { authorizationErrorPage, messagePage, unreadableForm } from '../../pages/message.ts';
import { PostedForm } from '../../pages/posted-form.ts';
import { signInPage, signInToGoOn } from '../../pages/sign-in.ts';
import { enteredBefore, staleAnswer } from '../../pages/signed-in-form.ts';
import { consentProblem } from '../../rules/grant/holds.ts';
import { isActive } from '../../rules/grant/standing.ts';
import { codeExpiry } from '../../rules/token/lifetimes.ts';
import { fromOwnPage } from '../../signin/same-origin.ts';
import { readSession, type SignedIn } from '../../signin/session.ts';
import {
  type ConsentParties,
  ceiling,
  choicesLeft,
  listUnavailable,
  noMembership,
  recordHeld,
  whyNot,
} from '../consent/decidable.ts';
import type { WireError } from '../errors/wire.ts';
import { keptAddress } from '../requests/pushed.ts';
import type { AuthorizationProblem, AuthorizationRequest } from './authorization-request.ts';
import { codeResponse, errorResponse, toBrowser } from './authorization-response.ts';
import { openIdContext } from './openid-request.ts';
import { asLink } from './posted-request.ts';
import { readFor } from './request-for-visitor.ts';
import { type SignInDue, signInDue } from './sign-in-due.ts';

/** A request that somebody who is signed in could now decide about, in one of their tenants. */
interface Decidable {
  request: Inbound;
  asked: AuthorizationRequest;
  visitor: SignedIn;
  memberships: Membership[];
  membership: Membership;
  /** What the client already has of this user in this tenant. */
  grant: Grant | null;
  /** The client's connection to the tenant, whoever allowed it. */
  connection: ConsentParties['connection'];
}

/** `GET`: read the request, know the user, find the tenant, then ask, unless nothing is left to ask. */
export async function showAuthorization(api: Api, request: Inbound): Promise<Answer> {
  const visitor = await readSession(api, request);
  const read = await readFor(api, request, visitor);
  if (!read.ok) return refuse(api, request, read.problem);
  const asked = read.value;
  if (asked.signed) return seeOther(await keptAddress(api, request, asked.client, asked.signed));
  const silent = asked.prompt.includes('none');
  const due = signInDue(api, request, asked, visitor);
  if (due || !visitor) return signInFirst(api, request, asked, due);
  const entered = await enteredBefore(api, request, visitor);
  const decidable = await findTenant(api, request, asked, visitor, entered?.get('tenant'));
  if (!decidable) {
    return silent
      ? answerError(api, asked, 'interaction_required', 'The user belongs to no tenant.')
      : noMembership(api, visitor);
  }
  if (!entered && nothingToAsk(api, decidable)) {
    // Ceiling and holds stay those of the consent that this one repeats: nobody decided about anything new.
    const ceiling = decidable.grant?.ceiling ?? null;
    return approve(api, decidable, 'unchanged', { ceiling, byManager: false });
  }
  if (silent) return answerError(api, asked, 'consent_required', 'The user has to be asked.');
  return consent(api, decidable, entered ? { again: true, ticked: entered.all('resource') } : {});
}

/** `POST`: read the request again, know the user, check that they saw what they decide, then do it. */
export async function decideAuthorization(api: Api, request: Inbound): Promise<Answer> {
  if (request.query === '') return asLink(api, request);
  const visitor = await readSession(api, request);
  const read = await readFor(api, request, visitor);
  if (!read.ok) return refuse(api, request, read.problem);
  const asked = read.value;
  if (asked.signed) return seeOther(await keptAddress(api, request, asked.client, asked.signed));
  const form = await PostedForm.read(request);
  if (!form.ok) return unreadableForm(api, form.problem);
  const fields = form.value;
  const own = `${request.path}?${request.query}`;
  // A form of another site comes without the session's cookie; as a link it comes with it.
  if (!visitor && !fromOwnPage(api, request)) return seeOther(own);
  const due = signInDue(api, request, asked, visitor);
  if (due || !visitor) return signInFirst(api, request, asked, due, fields);
  const stale = await staleAnswer(api, request, visitor, fields, own);
  if (stale) return stale;
  const decidable = await findTenant(api, request, asked, visitor, fields.get('tenant'));
  if (!decidable) return noMembership(api, visitor);
  const again = (status: number, problem: string, resourceProblem = false) =>
    consent(api, decidable, { status, problem, resourceProblem, ticked: fields.all('resource') });

  if (fields.get('show') === 'tenant') return consent(api, decidable);
  const decision = fields.get('decision');
  if (decision === 'deny') return deny(api, decidable);
  if (decision !== 'allow') return again(400, 'Choose whether to allow this or not.');
  const shown = {
    ...asked,
    scopes: asked.consentScopes,
    visitor,
    tenantId: decidable.membership.tenantId,
    query: request.query,
  };
  if (!isConsentNote(api, shown, fields.get('consent'))) {
    return again(400, 'This page was out of date or not the one that was shown. Please look again.');
  }
  const obstacle = whyNot(api, { ...decidable, client: asked.client }, asked.consentScopes);
  if (obstacle !== null) {
    await recordHeld(api, request, { ...decidable, client: asked.client }, asked.consentScopes);
    return again(400, obstacle);
  }
  const byManager = managesTenant(api, decidable.membership.role);
  const consented = { ceiling: await ceiling(api, decidable.membership), byManager };
  if (!selectsResources(api, asked.scopes)) {
    // Scopes that select nothing must not lift the selection that an earlier consent made.
    return approve(api, decidable, 'unchanged', consented);
  }
  const list = await choicesLeft(api, visitor, decidable.membership, decidable.grant);
  if (!list) return listUnavailable(api);
  const chosen = chosenResources(list, fields.all('resource'));
  if (!chosen) return again(400, 'Something was chosen that is not in the list. Please choose again.', true);
  if (chosen.length === 0) return again(400, 'Choose at least one thing that it may reach.', true);
  return approve(api, decidable, chosen, consented);
}

/** The tenant that was asked for, if the user is a member there; otherwise the first by name. */
async function findTenant(
  api: Api,
  request: Inbound,
  asked: AuthorizationRequest,
  visitor: SignedIn,
  wanted: string | undefined,
): Promise<Decidable | null> {
  const all = await api.store.membershipsOf(visitor.user.id);
  const memberships = all.filter(({ tenantId }) => !isTooLenient(asked.client, asked.dialects, tenantId));
  const membership = memberships.find(({ tenantId }) => tenantId === wanted) ?? memberships[0];
  if (!membership) return null;
  const grant = await api.store.grantFor(asked.client.id, visitor.user.id, membership.tenantId);
  const { id, mode } = asked.client;
  const connection = await api.store.connectionOf(id, membership.tenantId, mode);
  return { request, asked, visitor, memberships, membership, grant, connection };
}

/**
 * Whether the page would only repeat what the user has already decided, for a client whose identity its secret
 * proves. A platform always shows it, and so does a client that anybody could pose as: a public one (RFC 8252
 * section 8.6) or one that nobody vouches for.
 */
function nothingToAsk(api: Api, { asked, memberships, membership, grant }: Decidable): boolean {
  const { client, scopes, prompt } = asked;
  return (
    client.kind === 'confidential' &&
    isVouchedFor(client, membership.tenantId) &&
    !prompt.includes('consent') &&
    !prompt.includes('select_account') &&
    memberships.length === 1 &&
    grant !== null &&
    isActive(grant) &&
    grant.resources === null &&
    !selectsResources(api, scopes) &&
    asked.authorizationDetails.length === 0 &&
    covers(api.config.scopes, grant.scopes, asked.consentScopes)
  );
}

async function consent(
  api: Api,
  { request, asked, visitor, memberships, membership, grant, connection }: Decidable,
  extra: Pick<ConsentView, 'status' | 'problem' | 'resourceProblem' | 'ticked' | 'again'> = {},
): Promise<Answer> {
  const { client, redirectUri, scopes } = asked;
  const selecting = selectsResources(api, scopes);
  const resources = selecting ? await choicesLeft(api, visitor, membership, grant) : null;
  if (selecting && !resources) return listUnavailable(api);
  const obstacle = whyNot(api, { membership, grant, client, connection }, asked.consentScopes);
  return consentPage(api, {
    visitor,
    client,
    redirectUri,
    scopes: asked.consentScopes,
    details: asked.authorizationDetails,
    path: request.path,
    query: request.query,
    membership,
    memberships,
    resources,
    grant,
    decidable: obstacle === null,
    ...(obstacle === null ? {} : { problem: obstacle }),
    ...extra,
  });
}

/** Records consent and code in one step, then sends the code to the client. */
async function approve(
  api: Api,
  decidable: Decidable,
  resources: ResourceRef[] | 'unchanged',
  consented: { ceiling: string[] | null; byManager: boolean },
): Promise<Answer> {
  const { request, asked, visitor, membership } = decidable;
  if (!(await useUp(api, asked))) return decidedBefore(api);
  const now = api.clock.now();
  const { client, scopes, audience } = asked;
  const parties = { clientId: client.id, userId: visitor.user.id, tenantId: membership.tenantId };
  const code = newSecret();
  const after = await api.store.approve({
    ...parties,
    newGrantId: newId('grant'),
    newConnectedAccountId: client.kind === 'platform' ? newId('conn') : null,
    mode: client.mode,
    scopes: asked.consentScopes,
    resources,
    ...consented,
    now,
    code: {
      ...parties,
      hash: sha256(code),
      redirectUri: asked.sentRedirectUri,
      codeChallenge: asked.codeChallenge,
      scopes,
      audience,
      mode: client.mode,
      context: {
        ...NO_CONTEXT,
        ...openIdContext(asked.openid, visitor.session),
        authenticatedAt: visitor.session.createdAt,
        confirmation: asked.confirmation,
        authorizationDetails: asked.authorizationDetails,
      },
      issuedAt: now,
      expiresAt: codeExpiry(now, api.config.lifetimes),
    },
    audit: [
      auditEvent(api, request, 'authorization.granted', {
        ...parties,
        mode: client.mode,
        detail: { scopes, resources, dialects: asked.dialects },
      }),
    ],
  });
  // A manager decided in the same moment.
  if (
    !consented.byManager &&
    consentProblem(after.held, { scopes: asked.consentScopes, resources }) !== null
  ) {
    return consent(api, { ...decidable, grant: after }, { status: 409 });
  }
  return toBrowser(api, codeResponse(api, asked, code));
}

async function deny(api: Api, { request, asked, visitor, membership, grant }: Decidable): Promise<Answer> {
  if (!(await useUp(api, asked))) return decidedBefore(api);
  await api.store.record([
    auditEvent(api, request, 'authorization.denied', {
      clientId: asked.client.id,
      userId: visitor.user.id,
      tenantId: membership.tenantId,
      grantId: grant?.id ?? null,
      mode: asked.client.mode,
      outcome: 'denied',
      code: 'access_denied',
      detail: { scopes: asked.scopes },
    }),
  ]);
  return answerError(api, asked, 'access_denied', 'The user did not allow this.');
}

/** Somebody has to sign in, or the client is told that nobody did, if no page may be shown. */
async function signInFirst(
  api: Api,
  request: Inbound,
  asked: AuthorizationRequest,
  due: SignInDue | null,
  posted?: PostedForm,
): Promise<Answer> {
  if (due?.kind !== 'sign_in' || asked.prompt.includes('none')) {
    const error = 'login_required';
    const description = 'Nobody is signed in who could answer this.';
    return refuse(api, request, {
      ...errorResponse(api, asked, error, description),
      client: asked.client,
      error,
      description,
    });
  }
  const { returnTo, problem } = due;
  const email = asked.openid?.loginHint ?? '';
  const form = { returnTo, email, ...(problem === undefined ? {} : { problem }) };
  return posted ? signInToGoOn(api, request, posted, form) : signInPage(api, request, form);
}

/**
 * RFC 9700 section 4.11.2: whoever can register an address must not get a link of ours that leads straight there,
 * by being wrong on purpose or by asking silently. So somebody who is not signed in is told, and decides about going there.
 */
async function refuse(api: Api, request: Inbound, problem: AuthorizationProblem): Promise<Answer> {
  if (problem.show === 'page') return authorizationErrorPage(api, problem);
  const { client, error, description } = problem;
  if (isVouchedFor(client, null) || (await readSession(api, request))) return toBrowser(api, problem);
  const heading = `${client.name} cannot be connected by this link`;
  const text = `${description} Nothing was shared. Nobody has checked where this application would send you.`;
  const label = `Go back to ${client.name}`;
  if (problem.show === 'form') {
    return askedFormPostPage(api, problem.action, problem.fields, { heading, text, label });
  }
  const link = { href: problem.location, label };
  return messagePage(api, 400, heading, { text, link, code: error });
}

function answerError(api: Api, asked: AuthorizationRequest, error: WireError, description: string): Answer {
  return toBrowser(api, errorResponse(api, asked, error, description));
}

/** Of any number of decisions about a stored request the first counts (RFC 9126 section 4). */
async function useUp({ store, clock }: Api, { stored }: AuthorizationRequest): Promise<boolean> {
  return stored === null || (await store.consumePushedRequest(stored, clock.now())) === 'consumed';
}

function decidedBefore(api: Api): Answer {
  return messagePage(api, 400, 'This request was answered before', {
    text: 'Each request of an application can be answered once. Go back to the application and start again.',
    code: 'invalid_request_uri',
  });
}
