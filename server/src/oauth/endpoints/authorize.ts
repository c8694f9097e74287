import { covers } from '../../access/scopes.ts';
import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import { type Answer, seeOther } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { decodeFormText } from '../../http/params.ts';
import { sha256 } from '../../lib/compare.ts';
import { newId, newSecret } from '../../lib/ids.ts';
import { rolePermissions } from '../../manage/members/role.ts';
import type { Grant, Membership, ResourceRef } from '../../model/index.ts';
import { isConsentNote } from '../../pages/consent/note.ts';
import { type ConsentView, consentPage } from '../../pages/consent/page.ts';
import { chosenResources, selectable, selectsResources } from '../../pages/consent/resources.ts';
import { authorizationErrorPage, messagePage, unreadableForm } from '../../pages/message.ts';
import { PostedForm } from '../../pages/posted-form.ts';
import { signInPage } from '../../pages/sign-in.ts';
import { isCsrfToken } from '../../signin/form-token.ts';
import { fromOwnPage } from '../../signin/same-origin.ts';
import { readSession, type SignedIn } from '../../signin/session.ts';
import {
  type AuthorizationProblem,
  type AuthorizationRequest,
  readAuthorizationRequest,
} from '../authorization-request.ts';
import { codeRedirect, errorRedirect } from '../rules/authorization-response.ts';
import type { WireError } from '../rules/description.ts';
import { codeExpiry } from '../rules/lifetimes.ts';

/** A request that somebody who is signed in could now decide about, in one of their tenants. */
interface Decidable {
  request: Inbound;
  asked: AuthorizationRequest;
  visitor: SignedIn;
  memberships: Membership[];
  membership: Membership;
  /** What the client already has of this user in this tenant. */
  grant: Grant | null;
}

/** `GET`: read the request, know the user, find the tenant, then ask, unless nothing is left to ask. */
export async function showAuthorization(api: Api, request: Inbound): Promise<Answer> {
  const read = await readAuthorizationRequest(api, request.query);
  if (!read.ok) return refuse(api, request, read.problem);
  const asked = read.value;
  const silent = asked.prompt.includes('none');
  const visitor = await readSession(api, request);
  if (!visitor || asked.prompt.includes('login')) {
    if (silent) return answerError(api, asked, 'login_required', 'Nobody is signed in.');
    return signInPage(api, request, { returnTo: withoutLoginPrompt(request) });
  }
  const decidable = await findTenant(api, request, asked, visitor, undefined);
  if (!decidable) {
    return silent
      ? answerError(api, asked, 'interaction_required', 'The user belongs to no tenant.')
      : noMembership(api, visitor);
  }
  if (nothingToAsk(api, decidable)) {
    // The ceiling stays that of the consent that this one repeats: nobody decided about anything new.
    return approve(api, decidable, 'unchanged', decidable.grant?.ceiling ?? null);
  }
  if (silent) return answerError(api, asked, 'consent_required', 'The user has to be asked.');
  return consent(api, decidable);
}

/** `POST`: read the request again, know the user, check that they saw what they decide, then do it. */
export async function decideAuthorization(api: Api, request: Inbound): Promise<Answer> {
  const read = await readAuthorizationRequest(api, request.query);
  if (!read.ok) return refuse(api, request, read.problem);
  const asked = read.value;
  const form = await PostedForm.read(request);
  if (!form.ok) return unreadableForm(api, form.problem);
  const fields = form.value;
  const visitor = await readSession(api, request);
  if (!visitor) return seeOther(ownAddress(request));
  const decidable = await findTenant(api, request, asked, visitor, fields.get('tenant'));
  if (!decidable) return noMembership(api, visitor);
  const again = (status: number, problem: string, resourceProblem = false) =>
    consent(api, decidable, { status, problem, resourceProblem, ticked: fields.all('resource') });

  if (!fromOwnPage(api, request) || !isCsrfToken(api, visitor.session.hash, fields.get('csrf'))) {
    return again(403, 'This page was opened in another session. Please look again before you decide.');
  }
  if (fields.get('show') === 'tenant') return consent(api, decidable);
  const decision = fields.get('decision');
  if (decision === 'deny') return deny(api, decidable);
  if (decision !== 'allow') return again(400, 'Choose whether to allow this or not.');
  const shown = { ...asked, visitor, tenantId: decidable.membership.tenantId, query: request.query };
  if (!isConsentNote(api, shown, fields.get('consent'))) {
    return again(400, 'This page was out of date or not the one that was shown. Please look again.');
  }
  if (decidable.grant?.status === 'suspended') return again(400, SUSPENDED);
  if (!selectsResources(api, asked.scopes)) {
    // Scopes that select nothing must not lift the selection that an earlier consent made.
    return approve(api, decidable, 'unchanged', await ceiling(api, decidable.membership));
  }
  const list = await selectable(api, visitor.user, decidable.membership.tenantId);
  if (!list) return listUnavailable(api);
  const chosen = chosenResources(list, fields.all('resource'));
  if (!chosen) return again(400, 'Something was chosen that is not in the list. Please choose again.', true);
  if (chosen.length === 0) return again(400, 'Choose at least one thing that it may reach.', true);
  return approve(api, decidable, chosen, await ceiling(api, decidable.membership));
}

const SUSPENDED = 'This connection is suspended. Resume it under your connections before you connect again.';

/** The tenant that was asked for, if the user is a member there; otherwise the first by name. */
async function findTenant(
  api: Api,
  request: Inbound,
  asked: AuthorizationRequest,
  visitor: SignedIn,
  wanted: string | undefined,
): Promise<Decidable | null> {
  const memberships = await api.store.membershipsOf(visitor.user.id);
  const membership = memberships.find(({ tenantId }) => tenantId === wanted) ?? memberships[0];
  if (!membership) return null;
  const grant = await api.store.grantFor(asked.client.id, visitor.user.id, membership.tenantId);
  return { request, asked, visitor, memberships, membership, grant };
}

/**
 * Whether the page would only repeat what the user has already decided, for a client whose identity its secret
 * proves. A platform always shows it, and so does a client that anybody could pose as: a public one (RFC 8252
 * section 8.6) or one that registered itself.
 */
function nothingToAsk(api: Api, { asked, memberships, grant }: Decidable): boolean {
  const { client, scopes, prompt } = asked;
  return (
    client.kind === 'confidential' &&
    client.origin !== 'registration' &&
    !prompt.includes('consent') &&
    !prompt.includes('select_account') &&
    memberships.length === 1 &&
    grant?.status === 'active' &&
    grant.resources === null &&
    !selectsResources(api, scopes) &&
    covers(api.config.scopes, grant.scopes, scopes)
  );
}

async function ceiling(api: Api, membership: Membership): Promise<string[] | null> {
  return api.config.promotions === 'wait' ? rolePermissions(api, membership) : null;
}

async function consent(
  api: Api,
  { request, asked, visitor, memberships, membership, grant }: Decidable,
  extra: Pick<ConsentView, 'status' | 'problem' | 'resourceProblem' | 'ticked'> = {},
): Promise<Answer> {
  const { client, redirectUri, scopes } = asked;
  const selecting = selectsResources(api, scopes);
  const resources = selecting ? await selectable(api, visitor.user, membership.tenantId) : null;
  if (selecting && !resources) return listUnavailable(api);
  const problem = grant?.status === 'suspended' ? { problem: SUSPENDED } : {};
  return consentPage(api, {
    visitor,
    client,
    redirectUri,
    scopes,
    path: request.path,
    query: request.query,
    membership,
    memberships,
    resources,
    grant,
    ...problem,
    ...extra,
  });
}

/** Records consent and code in one step, then sends the code to the client. */
async function approve(
  api: Api,
  { request, asked, visitor, membership, grant }: Decidable,
  resources: ResourceRef[] | 'unchanged',
  ceilingAtConsent: string[] | null,
): Promise<Answer> {
  const now = api.clock.now();
  const { client, scopes, audience } = asked;
  const parties = { clientId: client.id, userId: visitor.user.id, tenantId: membership.tenantId };
  const newGrantId = newId('grant');
  const newConnectedAccountId = client.kind === 'platform' ? newId('conn') : null;
  const code = newSecret();
  await api.store.approve({
    ...parties,
    newGrantId,
    newConnectedAccountId,
    mode: client.mode,
    scopes,
    resources,
    ceiling: ceilingAtConsent,
    now,
    code: {
      ...parties,
      hash: sha256(code),
      redirectUri: asked.sentRedirectUri,
      codeChallenge: asked.codeChallenge,
      scopes,
      audience,
      mode: client.mode,
      issuedAt: now,
      expiresAt: codeExpiry(now, api.config.lifetimes),
    },
    audit: [
      auditEvent(api, request, 'authorization.granted', {
        ...parties,
        grantId: grant?.id ?? newGrantId,
        connectedAccountId: grant?.connectedAccountId ?? newConnectedAccountId,
        mode: client.mode,
        detail: { scopes, resources, dialects: asked.dialects },
      }),
    ],
  });
  return seeOther(codeRedirect(api, asked, code));
}

async function deny(api: Api, { request, asked, visitor, membership, grant }: Decidable): Promise<Answer> {
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

/**
 * RFC 9700 section 4.11.2: whoever can register an address must not get a link of ours that leads straight there,
 * by being wrong on purpose. So somebody who is not signed in is told, and decides about going there.
 */
async function refuse(api: Api, request: Inbound, problem: AuthorizationProblem): Promise<Answer> {
  if (problem.show === 'page') return authorizationErrorPage(api, problem);
  const { client, location, error, description } = problem;
  if (client.origin !== 'registration' || (await readSession(api, request))) return seeOther(location);
  return messagePage(api, 400, `${client.name} cannot be connected by this link`, {
    text: `${description} Nothing was shared. Nobody has checked where this application would send you.`,
    link: { href: location, label: `Go back to ${client.name}` },
    code: error,
  });
}

function answerError(api: Api, asked: AuthorizationRequest, error: WireError, description: string): Answer {
  return seeOther(errorRedirect(api, asked, error, description));
}

function noMembership(api: Api, { user }: SignedIn): Answer {
  const { word } = api.config.tenant;
  return messagePage(api, 403, `You belong to no ${word}`, {
    text: `You are signed in as ${user.email}, but there is no ${word} whose data you could share. Ask for an invitation, or sign in as somebody else.`,
    link: { href: '/sign-out', label: 'Sign out' },
    code: 'no_membership',
  });
}

function listUnavailable(api: Api): Answer {
  return messagePage(api, 503, 'The list cannot be loaded', {
    text: `${api.config.title} cannot say just now what there is to choose from. Nothing was shared. Please try again in a moment.`,
    code: 'resources_unavailable',
  });
}

function ownAddress({ path, query }: Inbound): string {
  return `${path}?${query}`;
}

/**
 * This address without `login` in `prompt`: once the password has been entered it has been complied with, and the
 * next request must not ask again. Everything else stays byte for byte.
 */
function withoutLoginPrompt(request: Inbound): string {
  const parts = request.query.split('&').flatMap((part) => {
    const [name = '', value = ''] = part.split('=').map((text) => decodeFormText(text)?.trim());
    if (name !== 'prompt') return [part];
    const rest = value.split(' ').filter((each) => each !== 'login' && each !== '');
    return rest.length > 0 ? [`prompt=${encodeURIComponent(rest.join(' '))}`] : [];
  });
  return `${request.path}?${parts.join('&')}`;
}
