import { type Answer, seeOther } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { readCookie } from '../../signin/cookie.ts';
import { isSignInToken } from '../../signin/form-token.ts';
import { hasNote, SINCE } from '../../signin/own-notes.ts';
import { localPath } from '../../signin/return-to.ts';
import { fromOwnPage } from '../../signin/same-origin.ts';
import { readSession } from '../../signin/session.ts';
import { usableProvider } from '../../signin/upstream/of-tenant.ts';
import { beginAtProvider, type ProviderAsked } from '../../signin/upstream/provider.ts';
import { LONGEST_KEPT, tooMany } from '../hand-over/begin.ts';
import { messagePage, unreadableForm } from '../message.ts';
import { type PageApi, spokenTo } from '../page-api.ts';
import { PostedForm } from '../posted-form.ts';
import { SIGN_IN } from '../sign-in-paths.ts';

/** `POST`: sends the browser to the provider whose button was pressed. */
export async function submitThrough(asked: PageApi, request: Inbound): Promise<Answer> {
  const form = await PostedForm.read(request);
  if (!form.ok) return unreadableForm(asked, form.problem);
  const returnTo = localPath(form.value.get('return_to')) ?? '/account';
  const api = spokenTo(asked, request, returnTo);
  const again = `${SIGN_IN}?return_to=${encodeURIComponent(returnTo)}`;
  // Login CSRF: another site must not begin it either, or it could end in an account of the attacker at the provider.
  const cookie = readCookie(api.address, request, 'form');
  if (!fromOwnPage(api, request) || !isSignInToken(api, cookie, form.value.get('form')))
    return seeOther(again);
  const kept = form.value.get('kept') ?? null;
  return goToProvider(api, request, form.value.get('provider'), {
    returnTo,
    kept: kept !== null && kept.length <= LONGEST_KEPT ? kept : null,
    linkTo: null,
    // Somebody who is signed in here comes to prove that it is them, and not that their browser is signed in there.
    anew: hasNote(returnTo, SINCE) ? 'client' : (await readSession(api, request)) ? 'proof' : null,
  });
}

/** Sends the browser to a provider, or says why not. */
export async function goToProvider(
  api: PageApi,
  request: Inbound,
  id: string | undefined,
  asked: Omit<ProviderAsked, 'provider'>,
): Promise<Answer> {
  const provider = await usableProvider(api, id);
  if (!provider) return seeOther(SIGN_IN);
  const begun = await beginAtProvider(api, request, provider, { ...asked, provider: provider.id });
  if (begun.ok) return seeOther(begun.value.location, begun.value.headers);
  if (begun.problem !== 'unavailable') return tooMany(api, begun.problem.wait);
  const words = api.words.elsewhere;
  return messagePage(api, 502, words.notSignedIn, {
    text: words.unavailable(provider.title),
    link: { href: `${SIGN_IN}?return_to=${encodeURIComponent(asked.returnTo)}`, label: words.tryAgain },
    code: 'provider_unavailable',
  });
}
