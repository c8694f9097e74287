import { type Answer, problem } from '../../http/answer.ts';
import type { Refusal } from '../../model/index.ts';

/**
 * Returns a refusal as an HTTP answer: problem+json (RFC 9457) with `code`, `checks` and `remedy`, and the challenge of
 * RFC 6750. A 404 has no checks: with them, a caller could distinguish a hidden thing from a missing one.
 */
export function refusalAnswer(refusal: Refusal): Answer {
  const { status, code, title, detail, checks, remedy, challenge, members } = refusal;
  const explanation = status === 404 ? {} : { remedy, checks, ...members };
  return problem({
    status,
    code,
    title,
    detail,
    members: explanation,
    headers: {
      ...refusal.headers,
      ...(challenge === null ? {} : { 'www-authenticate': challenge }),
    },
  });
}
