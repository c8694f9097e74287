import type { Api } from '../../api.ts';
import { type Answer, seeOther } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { decodeForm, Params } from '../../http/params.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import { type Client, isVouchedFor } from '../../model/index.ts';
import { ID_TOKEN_TYPE, isIdToken } from '../../openid/id-token.ts';
import { endSessionPage } from '../../pages/end-session.ts';
import { messagePage } from '../../pages/message.ts';
import type { PageApi } from '../../pages/page-api.ts';
import { SIGNED_OUT } from '../../pages/sign-in.ts';
import { withQuery } from '../../rules/request/authorization-response.ts';
import { setCookie } from '../../signin/cookie.ts';
import { isCsrfToken } from '../../signin/form-token.ts';
import { fromOwnPage } from '../../signin/same-origin.ts';
import { closeSession, readSession, type SignedIn } from '../../signin/session.ts';
import { readOwnJwt } from '../../tokens/own-jwt.ts';
import { subjectFor } from '../../tokens/subject.ts';
import { inWords, type Sentence, sentence } from '../../words/sentence.ts';
import { linkTo } from '../authorize/posted-request.ts';

/** A consistent request to end a session. */
interface EndSession {
  client: Client | null;
  /** The subject of the ID token, as that client knows it; `null` without one. */
  subject: string | null;
  /** The address to return to, or `null` to stay here. */
  redirectUri: string | null;
  state: string | null;
}

const LARGEST_FORM = 32 * 1024;

/**
 * RP-Initiated Logout section 2, GET and POST. An ID token of the signed-in user ends the session at once.
 * Otherwise the user is asked, because any site could sign users out. The browser is redirected only to an
 * address that is registered, character for character (section 3).
 */
export async function endSession(api: PageApi, request: Inbound): Promise<Answer> {
  const pairs = await pairsOf(request);
  const params = pairs.ok ? Params.of(pairs.value) : pairs;
  if (!pairs.ok || !params.ok) return unusable(api, sentence('logoutUnreadable'));
  const visitor = await readSession(api, request);
  // A form of another site arrives without the session's cookie (SameSite); as a link it arrives with it.
  if (request.method === 'POST' && !visitor && !params.value.has('csrf')) {
    return seeOther(linkTo(request.path, pairs.value));
  }
  const read = await readEndSession(api, params.value);
  if (!read.ok) return unusable(api, read.problem);
  const wanted = read.value;
  if (!visitor) return leaveUnasked(api, wanted);
  if (!isAbout(api, wanted, visitor) && !hasConfirmed(api, request, params.value, visitor)) {
    return endSessionPage(api, { ...wanted, visitor, path: request.path });
  }
  await closeSession(api, request, visitor, 'signed_out');
  return leave(api, wanted);
}

async function readEndSession(api: Api, params: Params): Promise<Result<EndSession, Sentence>> {
  const hint = params.get('id_token_hint');
  const claims = hint === undefined ? null : readOwnJwt(api.keys, hint, ID_TOKEN_TYPE);
  // An expired ID token still identifies the client (section 2); an altered one does not.
  if (hint !== undefined && !(claims && isIdToken(api, claims))) {
    return refused(sentence('logoutHintNotOurs'));
  }
  const audience = typeof claims?.aud === 'string' ? claims.aud : undefined;
  const named = params.get('client_id');
  if (audience !== undefined && named !== undefined && audience !== named) {
    return refused(sentence('logoutHintOfAnother'));
  }
  const clientId = audience ?? named;
  const found = clientId === undefined ? null : await api.store.client(clientId, api.clock.now());
  const client = found?.client ?? null;
  const redirectUri = params.get('post_logout_redirect_uri') ?? null;
  if (redirectUri !== null && !client?.settings.postLogoutRedirectUris?.includes(redirectUri)) {
    return refused(sentence('logoutReturn'));
  }
  const subject = typeof claims?.sub === 'string' ? claims.sub : null;
  return ok({ client, subject, redirectUri, state: params.get('state') ?? null });
}

function isAbout(api: Api, { client, subject }: EndSession, { user }: SignedIn): boolean {
  return client !== null && subject !== null && subjectFor(api.keys, client, user.id) === subject;
}

function hasConfirmed(api: Api, request: Inbound, params: Params, { session }: SignedIn): boolean {
  return (
    request.method === 'POST' && fromOwnPage(api, request) && isCsrfToken(api, session, params.get('csrf'))
  );
}

function destination({ state }: EndSession, redirectUri: string): string {
  return state === null ? redirectUri : withQuery(redirectUri, [['state', state]]);
}

/** Returns to the client, or shows that the sign-out is complete. Both remove the cookie. */
function leave(api: Api, wanted: EndSession): Answer {
  const { redirectUri } = wanted;
  const headers = { 'set-cookie': setCookie(api.address, 'session', '', 0) };
  if (redirectUri === null) return seeOther(SIGNED_OUT, headers);
  return seeOther(destination(wanted, redirectUri), headers);
}

/**
 * If no user is signed in, a link proves nothing, even with an ID token. So it redirects at once only to a
 * client that the operator vouches for (RFC 9700 section 4.11).
 */
function leaveUnasked(api: PageApi, wanted: EndSession): Answer {
  const { client, redirectUri } = wanted;
  if (redirectUri === null || client === null || isVouchedFor(client, null)) return leave(api, wanted);
  const { requests, signIn } = api.words;
  return messagePage(api, 200, signIn.signedOut.heading, {
    text: requests.signedOut(client.name),
    link: { href: destination(wanted, redirectUri), label: requests.unchecked.back(client.name) },
    code: 'signed_out',
  });
}

async function pairsOf(request: Inbound): Promise<Result<[string, string][], unknown>> {
  if (request.method !== 'POST') return decodeForm(request.query);
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') return refused('media_type');
  const body = await request.body(LARGEST_FORM);
  return body.ok ? decodeForm(body.value.toString('utf8')) : body;
}

function unusable(api: PageApi, why: Sentence): Answer {
  const { requests, signIn } = api.words;
  return messagePage(api, 400, requests.logout.heading, {
    text: requests.logout.text(inWords(api.words, why)),
    link: { href: '/sign-out', label: signIn.signOut.submit },
    code: 'invalid_logout_request',
  });
}
