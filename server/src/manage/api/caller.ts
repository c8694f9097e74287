import type { Api } from '../../api.ts';
import { hasTokenInQuery, readAuthorization } from '../../http/bearer-credentials.ts';
import type { Inbound } from '../../http/inbound.ts';
import { sha256 } from '../../lib/compare.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import { managementTokenEnd } from '../../rules/management/standing.ts';
import { isCsrfToken } from '../../signin/form-token.ts';
import { fromOwnPage } from '../../signin/same-origin.ts';
import { readSession } from '../../signin/session.ts';
import { readToken } from '../../tokens/format.ts';
import type { Caller } from './actor.ts';

/** The header with the form token of the session, for requests that change something. */
export const FORM_TOKEN = 'x-latchkey-form-token';

/** `none`: neither a token nor a session. `form_token`: a page of another site may have sent it. */
export type CallerProblem = 'none' | 'in_url' | 'invalid_token' | 'expired_token' | 'form_token';

/** Returns who asks: by a management token (RFC 6750 section 2.1), or by the session of their browser. */
export async function readCaller(api: Api, request: Inbound): Promise<Result<Caller, CallerProblem>> {
  if (hasTokenInQuery(request.query)) return refused('in_url');
  const sent = readAuthorization(request.headers.authorization);
  if (sent.kind === 'malformed') return refused('invalid_token');
  if (sent.kind === 'token') return byToken(api, sent.token);
  if (request.headers.authorization !== undefined) return refused('none');
  return bySession(api, request);
}

async function byToken(api: Api, token: string): Promise<Result<Caller, CallerProblem>> {
  // The checksum refuses a typo or a guess without a look-up.
  if (readToken(token)?.prefix !== api.config.tokens.prefixes.management) return refused('invalid_token');
  const found = await api.store.managementTokenByHash(sha256(token));
  const now = api.clock.now();
  const end = found && managementTokenEnd(found, now);
  if (!found || end === 'revoked') return refused('invalid_token');
  if (end === 'expired') return refused('expired_token');
  await api.store.touchManagementToken(found, now);
  return ok({ kind: 'token', token: found });
}

/** A browser adds its cookie to requests of any page, so one that changes something has to come from ours (CSRF). */
async function bySession(api: Api, request: Inbound): Promise<Result<Caller, CallerProblem>> {
  const signedIn = await readSession(api, request);
  if (!signedIn) return refused('none');
  if (!fromOwnPage(api, request)) return refused('form_token');
  const isSafe = request.method === 'GET' || request.method === 'HEAD';
  const sent = request.headers[FORM_TOKEN];
  if (!isSafe && !isCsrfToken(api, signedIn.session, typeof sent === 'string' ? sent : undefined)) {
    return refused('form_token');
  }
  const operator = await api.store.operator(signedIn.user.id);
  return ok({ kind: 'person', ...signedIn, operator });
}
