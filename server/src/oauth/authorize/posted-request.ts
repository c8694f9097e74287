import { type Answer, seeOther } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { decodeForm } from '../../http/params.ts';
import { readPostedText } from '../../http/posted-text.ts';
import { GRANTS } from '../../model/index.ts';
import { messagePage } from '../../pages/message.ts';
import type { PageApi } from '../../pages/page-api.ts';
import { inWords } from '../../words/sentence.ts';
import type { Pairs } from '../dialects/index.ts';
import { LONGEST_QUERY, TOO_LONG } from './authorization-request.ts';

/**
 * Redirects an authorization request that the client's page posted (OpenID Connect Core section 3.1.2.1) to
 * the same request as a link: browsers withhold `SameSite` cookies from other sites' posts, and the pages
 * need the request in their URL.
 */
export async function asLink(api: PageApi, request: Inbound): Promise<Answer> {
  const { unreadable, tooLong } = api.words.requests;
  const posted = await readPostedText(request);
  const isForm = posted.ok && posted.value.mediaType === 'application/x-www-form-urlencoded';
  const pairs = isForm ? decodeForm(posted.value.text) : null;
  if (!pairs?.ok || pairs.value.length === 0) {
    return messagePage(api, 400, unreadable.heading, {
      text: unreadable.text,
      code: 'invalid_request',
    });
  }
  const link = linkTo(request.path, pairs.value);
  if (link.length - request.path.length - 1 > LONGEST_QUERY) {
    return messagePage(api, 400, tooLong, { text: inWords(api.words, TOO_LONG), code: 'invalid_request' });
  }
  return seeOther(link);
}

/**
 * Returns a link with the same parameters, without credentials and codes: they have no meaning in such a
 * request, and links end up in histories and logs (RFC 9700 section 4.3.2).
 */
export function linkTo(path: string, pairs: Pairs): string {
  const query = pairs
    .filter(([name]) => !NEVER_IN_A_LINK.has(name))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return `${path}?${query.join('&')}`;
}

const NEVER_IN_A_LINK = new Set<string>([
  ...['client_secret', 'client_assertion', 'access_token', 'token', 'password'],
  ...GRANTS.flatMap(({ secret }) => secret),
]);
