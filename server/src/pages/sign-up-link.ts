import { SIGN_UP } from '../manage/developers/letters.ts';
import { DASHBOARD } from './dashboard-path.ts';
import { type Fragment, html } from './html.ts';
import type { PageApi } from './page-api.ts';

/** The way from the sign-in page to signing up; not for customers whom an application sent there. */
export function signUpLink({ config, words }: PageApi, returnTo: string): Fragment {
  const isOnTheWay = !['/account', DASHBOARD].some(
    (own) => returnTo === own || returnTo.startsWith(`${own}/`),
  );
  if (config.developers.signUp === 'closed' || isOnTheWay) return false;
  return html`<p class="small"><a href="${SIGN_UP}">${words.developers.link}</a></p>`;
}
