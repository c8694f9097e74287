import {
  hasTokenInQuery,
  isToken,
  readAuthorization,
  type SentToken,
} from '../../http/bearer-credentials.ts';
import type { Inbound } from '../../http/inbound.ts';
import { decodeForm } from '../../http/params.ts';
import { ok, type Result, refused } from '../../lib/result.ts';

export type PresentedBearer = Pick<SentToken, 'scheme' | 'token'>;

/** `none`: without credentials, the answer has no error code (RFC 6750 section 3.1). */
export type BearerProblem = 'none' | 'malformed' | 'several' | 'in_url' | 'unreadable';

const LARGEST_FORM = 16 * 1024;

/**
 * Returns the access token of a request: from the header, or from a posted form (RFC 6750 sections 2.1 and
 * 2.2).
 */
export async function presentedBearer(request: Inbound): Promise<Result<PresentedBearer, BearerProblem>> {
  if (hasTokenInQuery(request.query)) return refused('in_url');
  const posted = await postedToken(request);
  if (!posted.ok) return posted;
  const sent = readAuthorization(request.headers.authorization);
  if (sent.kind === 'missing') {
    if (posted.value === null) return refused('none');
    return isToken(posted.value) ? ok({ scheme: 'Bearer', token: posted.value }) : refused('malformed');
  }
  if (posted.value !== null) return refused('several');
  return sent.kind === 'token' ? ok(sent) : refused('malformed');
}

async function postedToken(request: Inbound): Promise<Result<string | null, BearerProblem>> {
  if (request.method !== 'POST') return ok(null);
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') return ok(null);
  const body = await request.body(LARGEST_FORM);
  const pairs = body.ok ? decodeForm(body.value.toString('utf8')) : body;
  if (!pairs.ok) return refused('unreadable');
  const tokens = pairs.value.filter(([name, value]) => name === 'access_token' && value !== '');
  return tokens.length > 1 ? refused('several') : ok(tokens[0]?.[1] ?? null);
}
