import type { Answer } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { newSecret } from '../../lib/ids.ts';
import { readCookie, setCookie } from '../../signin/cookie.ts';
import { signInToken } from '../../signin/form-token.ts';
import { localPath } from '../../signin/return-to.ts';
import { usableProvider } from '../../signin/upstream/of-tenant.ts';
import { hidden, submit } from '../controls.ts';
import { html } from '../html.ts';
import { cardPage } from '../layout.ts';
import { notFoundPage } from '../message.ts';
import { page } from '../page-answer.ts';
import type { PageApi } from '../page-api.ts';
import { THROUGH } from './buttons.ts';

/** The address that a tenant gives to its people: `/sign-in/of/<tenant>`. */
export const OF_TENANT = '/sign-in/of';

/** `GET`: the button of a tenant's own provider. The page says nothing of a tenant that has none, known or not. */
export async function ofTenantPage(api: PageApi, request: Inbound, tenant: string): Promise<Answer> {
  const provider = await usableProvider(api, `tenant:${tenant}`);
  if (!provider) return notFoundPage(api);
  const returnTo = localPath(new URLSearchParams(request.query).get('return_to') ?? undefined) ?? '/account';
  const known = readCookie(api.address, request, 'form');
  const secret = known ?? newSecret();
  const words = api.words.signIn;
  const card = html`<h1>${words.heading(api.config.title)}</h1>
<form method="post" action="${THROUGH}">${hidden('form', signInToken(api, secret))}${hidden('return_to', returnTo)}
${submit(api.words.elsewhere.with(provider.title), 'wide', 'provider', provider.id)}</form>`;
  return page(api, 200, cardPage(api, words.title, card), {
    postsMayLeave: true,
    headers: known === null ? { 'set-cookie': setCookie(api.address, 'form', secret, null) } : {},
  });
}
