import { type Answer, seeOther } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { SECOND } from '../../lib/clock.ts';
import { HAND_OVER, UserId } from '../../model/index.ts';
import { type ChallengeProblem, takeChallenge } from '../../signin/challenge.ts';
import type { SignInAnswer, SignInAsked } from '../../signin/hand-over/asked.ts';
import { refusedAddress } from '../../signin/hand-over/return.ts';
import { keepForPage } from '../../signin/kept-form.ts';
import { admitPerson } from '../../signin/outside/admit.ts';
import { openSession } from '../../signin/session.ts';
import { messagePage } from '../message.ts';
import type { PageApi } from '../page-api.ts';

/** `GET`: the browser brings the application's answer. Signs the person in, and leads back to where they began. */
export async function takeSignIn(api: PageApi, request: Inbound): Promise<Answer> {
  const secret = new URLSearchParams(request.query).get('answer');
  const taken = await takeChallenge(api, request, 'sign_in', secret);
  if (!taken.ok) return notTaken(api, taken.problem);
  const asked = taken.value.asked as unknown as SignInAsked;
  const answer = taken.value.answer as unknown as SignInAnswer;
  if (answer.kind === 'refused') return refusedThere(api, asked, answer.reason);
  const user = await admitPerson(api, request, {
    source: HAND_OVER,
    subject: answer.subject,
    name: answer.name,
    email: answer.email,
    emailVerified: answer.emailVerified,
    // The API then knows the person by the id that it has itself.
    wantedId: UserId(answer.subject),
    places: answer.memberships && { places: answer.memberships, takesBack: true, decidesAll: true },
  });
  const { cookie, session } = await openSession(api, request, user, [], {
    authenticatedAt: answer.authTime * SECOND,
    amr: answer.amr,
    acr: answer.acr,
  });
  await keepForPage(api, session, asked.kept ?? undefined);
  return seeOther(asked.returnTo, { 'set-cookie': cookie });
}

/** An application that asked learns of it; somebody who opened a page of their own is told. */
function refusedThere(api: PageApi, { returnTo }: SignInAsked, reason: string | null): Answer {
  const { pathname } = new URL(api.address.endpoints.authorization);
  if (returnTo.startsWith(`${pathname}?`)) return seeOther(refusedAddress(api, returnTo));
  const words = api.words.elsewhere;
  return messagePage(api, 403, words.notSignedIn, {
    text: reason ?? words.refused(api.config.title),
    link: { href: `/sign-in?return_to=${encodeURIComponent(returnTo)}`, label: words.tryAgain },
    code: 'sign_in_refused',
  });
}

/** Says why an answer that a browser brought does not count. */
export function notTaken(api: PageApi, problem: ChallengeProblem): Answer {
  const words = api.words.elsewhere;
  const texts = { other_browser: words.otherBrowser, used: words.used, unknown: words.gone };
  return messagePage(api, problem === 'other_browser' ? 403 : 400, words.notSignedIn, {
    text: texts[problem],
    link: { href: '/account', label: words.account },
    code: problem === 'other_browser' ? 'other_browser' : 'sign_in_gone',
  });
}
