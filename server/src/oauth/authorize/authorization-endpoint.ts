import { type Answer, seeOther } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { sha256 } from '../../lib/compare.ts';
import { newSecret } from '../../lib/ids.ts';
import { isVouchedFor, NO_CONTEXT } from '../../model/index.ts';
import { noMembershipPage } from '../../pages/consent/no-consent.ts';
import { askedFormPostPage } from '../../pages/form-post.ts';
import { authorizationErrorPage, messagePage, unreadableForm } from '../../pages/message.ts';
import type { PageApi } from '../../pages/page-api.ts';
import { PostedForm } from '../../pages/posted-form.ts';
import { askToSignIn, signInToGoOn } from '../../pages/sign-in.ts';
import { enteredBefore, staleAnswer } from '../../pages/signed-in-form.ts';
import { authTimeOf } from '../../rules/sign-in/class.ts';
import { codeExpiry } from '../../rules/token/lifetimes.ts';
import { wasRefused } from '../../signin/hand-over/return.ts';
import { ENTERED, hasNote, LANGUAGE, withoutNotes } from '../../signin/own-notes.ts';
import { fromOwnPage } from '../../signin/same-origin.ts';
import { readSession, type SignedIn } from '../../signin/session.ts';
import { languageAmong, pageLanguages } from '../../words/language.ts';
import { ask } from '../consent/ask.ts';
import { type ConsentRequest, type Decidable, findDecidable } from '../consent/decidable.ts';
import { type Decision, decide, repeatedConsent } from '../consent/decide.ts';
import { broughtDecision, decisionBrought, handOverConsent } from '../consent/hand-over.ts';
import { record } from '../consent/record.ts';
import { enteredInSearch, searchAddress } from '../consent/search.ts';
import { onTheWire, type PlainReason } from '../errors/problem.ts';
import { keptAddress } from '../requests/pushed.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { codeResponse, errorResponse, toBrowser } from './authorization-response.ts';
import { openIdContext } from './openid-request.ts';
import { asLink } from './posted-request.ts';
import { type AuthorizationProblem, answerRefused } from './refused-request.ts';
import { readFor } from './request-for-visitor.ts';
import { type SignInDue, signInDue } from './sign-in-due.ts';
import { signInWanted } from './sign-in-wanted.ts';

/**
 * `GET`: reads the request, identifies the user, finds the tenant, then asks for consent unless it can be
 * repeated.
 */
export async function showAuthorization(api: PageApi, request: Inbound): Promise<Answer> {
  const visitor = await readSession(api, request);
  const read = await readFor(api, request, visitor);
  if (!read.ok) return refuse(api, request, read.problem);
  const asked = read.value;
  if (asked.signed) return seeOther(await keptAddress(api, request, asked.client, asked.signed));
  const spoken = isSilent(asked) ? null : inLanguageAsked(api, request, asked);
  if (spoken) return seeOther(spoken);
  const due = signInDue(api, request, asked, visitor);
  if (due || !visitor) return signInFirst(api, request, asked, due);
  const entered = await enteredBefore(api, request, visitor);
  const brought = await broughtDecision(api, request, visitor);
  if (!brought.ok) return brought.problem;
  const searched = enteredInSearch(api, request, visitor);
  const wanted = brought.value?.tenant ?? (entered ?? searched)?.get('tenant');
  const decidable = await findDecidable(api, toConsent(request, asked), visitor, wanted);
  if (!decidable) {
    return isSilent(asked)
      ? answerError(api, asked, 'user_without_tenant')
      : noMembershipPage(api, visitor.user);
  }
  const decision = brought.value && (await decisionBrought(api, decidable, brought.value));
  if (decision) return finish(api, request, asked, decidable, decision);
  const mustAsk =
    entered || searched || asked.prompt.includes('consent') || asked.prompt.includes('select_account');
  const repeated = mustAsk ? null : repeatedConsent(api, decidable);
  if (repeated) return finish(api, request, asked, decidable, repeated);
  if (isSilent(asked)) return answerError(api, asked, 'user_not_asked');
  if (entered) return ask(api, decidable, { again: true, entered });
  if (searched) return ask(api, decidable, { entered: searched });
  return (await handOverConsent(api, request, decidable, asked.prompt)) ?? ask(api, decidable);
}

/**
 * `POST`: reads the request again, identifies the user, checks that they saw what they decide, then records
 * the decision.
 */
export async function decideAuthorization(api: PageApi, request: Inbound): Promise<Answer> {
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
  // A form of another site arrives without the session's cookie (SameSite); as a link it arrives with it.
  if (!visitor && !fromOwnPage(api, request)) return seeOther(own);
  const due = signInDue(api, request, asked, visitor);
  if (due || !visitor) return signInFirst(api, request, asked, due, fields);
  const stale = await staleAnswer(api, request, visitor, fields, own);
  if (stale) return stale;
  const search = searchAddress(api, request, visitor, fields);
  if (search) return seeOther(search);
  const decidable = await findDecidable(api, toConsent(request, asked), visitor, fields.get('tenant'));
  if (!decidable) return noMembershipPage(api, visitor.user);
  return finish(api, request, asked, decidable, await decide(api, decidable, fields));
}

/**
 * Returns the address of a request that names the language that its client asks for, or `null` if it does. In a request by reference
 * the client's wish is out of sight for the pages on the way, so the address says it, as after a choice by the person.
 */
function inLanguageAsked(api: PageApi, { path, query }: Inbound, asked: AuthorizationRequest): string | null {
  const wanted = languageAmong(pageLanguages(api.config), asked.uiLocales);
  if (wanted === null || hasNote(`${path}?${query}`, LANGUAGE) || hasNote(`${path}?${query}`, 'ui_locales'))
    return null;
  return `${path}?${query}&${LANGUAGE}=${wanted}`;
}

/** OpenID Connect Core section 3.1.2.1: the server "MUST NOT display any authentication or consent" page. */
function isSilent({ prompt }: AuthorizationRequest): boolean {
  return prompt.includes('none');
}

function toConsent(request: Inbound, asked: AuthorizationRequest): ConsentRequest {
  // Searching does not make it another request.
  const query = withoutNotes(request.query, [ENTERED]);
  return {
    client: asked.client,
    scopes: asked.consentScopes,
    details: asked.authorizationDetails,
    dialects: asked.dialects,
    through: 'authorization_request',
    redirectUri: asked.redirectUri,
    tiedTo: query,
    page: { action: `${request.path}?${query}` },
  };
}

/**
 * Records the decision, for a consent together with its code in one step, and answers the client; or asks
 * again.
 */
async function finish(
  api: PageApi,
  request: Inbound,
  asked: AuthorizationRequest,
  decidable: Decidable,
  decision: Decision,
): Promise<Answer> {
  const secret = newSecret();
  const declined = decision.kind === 'allowed' ? decision.declined : [];
  const scopes = asked.scopes.filter((scope) => !declined.includes(scope));
  const code = { ...codeFor(api, asked, decidable.visitor), scopes, hash: sha256(secret) };
  const carrier = { kind: 'code', code, pushed: asked.stored } as const;
  const recorded = await record(api, request, decidable, decision, carrier);
  switch (recorded.kind) {
    case 'allowed':
      return toBrowser(api, codeResponse(api, asked, secret));
    case 'denied':
      return answerError(api, asked, 'user_denied');
    case 'gone':
      return decidedBefore(api);
    case 'again':
      return isSilent(asked)
        ? answerError(api, asked, 'user_not_asked')
        : ask(api, recorded.decidable, recorded.again);
  }
}

function codeFor(api: PageApi, asked: AuthorizationRequest, { session }: SignedIn) {
  const issuedAt = api.clock.now();
  return {
    redirectUri: asked.sentRedirectUri,
    codeChallenge: asked.codeChallenge,
    audience: asked.audience,
    context: {
      ...NO_CONTEXT,
      ...openIdContext(asked.openid, session),
      authenticatedAt: authTimeOf(session),
      confirmation: asked.confirmation,
      authorizationDetails: asked.authorizationDetails,
    },
    issuedAt,
    expiresAt: codeExpiry(issuedAt, api.config.lifetimes),
  };
}

/** Shows the sign-in page. If no page may be shown, tells the client that no one is signed in. */
async function signInFirst(
  api: PageApi,
  request: Inbound,
  asked: AuthorizationRequest,
  due: SignInDue | null,
  posted?: PostedForm,
): Promise<Answer> {
  if (due?.kind !== 'sign_in' || isSilent(asked)) {
    const problem = { reason: 'user_not_signed_in' } as const;
    return refuse(api, request, answerRefused(api, asked.client, { problem, target: asked }));
  }
  const { returnTo, problem } = due;
  if (wasRefused(api, request)) {
    const denied = { reason: 'user_denied' } as const;
    return refuse(api, request, answerRefused(api, asked.client, { problem: denied, target: asked }));
  }
  const email = asked.openid?.loginHint ?? '';
  const form = { returnTo, email, ...(problem === undefined ? {} : { problem }) };
  if (posted) return signInToGoOn(api, request, posted, form);
  return askToSignIn(api, request, form, signInWanted(api, request, asked));
}

/**
 * Refuses a request. An attacker who can register an address could otherwise use a link of ours that
 * redirects there at once, by a request that is invalid or silent on purpose (RFC 9700 section 4.11.2). So a
 * user who is not signed in is shown a page and decides whether to go there.
 */
async function refuse(api: PageApi, request: Inbound, problem: AuthorizationProblem): Promise<Answer> {
  if (problem.show === 'page') return authorizationErrorPage(api, problem);
  const { client, error, description } = problem;
  if (isVouchedFor(client, null) || (await readSession(api, request))) return toBrowser(api, problem);
  const words = api.words.requests.unchecked;
  const heading = words.heading(client.name);
  const label = words.back(client.name);
  if (problem.show === 'form') {
    return askedFormPostPage(api, problem.action, problem.fields, {
      ...{ heading, text: words.text, technical: description, label },
    });
  }
  const link = { href: problem.location, label };
  return messagePage(api, 400, heading, { text: words.text, technical: description, link, code: error });
}

function answerError(api: PageApi, asked: AuthorizationRequest, reason: PlainReason): Answer {
  return toBrowser(api, errorResponse(api, asked, onTheWire({ reason })));
}

function decidedBefore(api: PageApi): Answer {
  const { heading, text } = api.words.requests.answered;
  return messagePage(api, 400, heading, {
    text,
    code: 'invalid_request_uri',
  });
}
