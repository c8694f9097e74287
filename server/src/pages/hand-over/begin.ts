import { type Answer, seeOther } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { handOverTo, type SignInWanted } from '../../signin/hand-over/asked.ts';
import { messagePage } from '../message.ts';
import type { PageApi } from '../page-api.ts';

/** In characters. Longer forms are not kept, because a stranger could fill the database with them. */
export const LONGEST_KEPT = 32_768;

/** Sends the browser to the application's sign-in page with a new challenge. */
export async function handOverSignIn(
  api: PageApi,
  request: Inbound,
  signInUrl: string,
  { returnTo, kept, wanted }: { returnTo: string; kept: string | null; wanted: SignInWanted },
): Promise<Answer> {
  const begun = await handOverTo(api, request, signInUrl, {
    purpose: 'sign_in',
    asked: {
      ...wanted,
      uiLocales: [...new Set([...wanted.uiLocales, api.language])],
      host: request.host,
      returnTo,
      kept,
    },
  });
  return begun.ok ? seeOther(begun.value.location, begun.value.headers) : tooMany(api, begun.problem);
}

/** @param wait in seconds */
export function tooMany(api: PageApi, wait: number): Answer {
  const { heading, text } = api.words.elsewhere.tooMany;
  return messagePage(
    api,
    429,
    heading,
    { text: text(Math.ceil(wait / 60)), code: 'too_many_attempts' },
    { headers: { 'retry-after': String(wait) } },
  );
}
