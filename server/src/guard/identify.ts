import type { Api } from '../api.ts';
import { resourcesOf } from '../config/index.ts';
import { ok, type Result } from '../lib/result.ts';
import type { CheckName, Instant, Mode, RefusalCode, Remedy } from '../model/index.ts';
import { type Attempt, type Denied, denied, readAttempt } from './attempt.ts';
import { checksOf } from './checks.ts';
import { type ActingAs, actFor } from './connection.ts';
import { type Credentials, readAuthorization } from './credentials.ts';
import type { Call } from './decision.ts';
import type { OperationTable } from './operations.ts';
import { findToken, type PresentedToken, shapeOf, traceOf } from './presented-token.ts';

declare const identified: unique symbol;

/** A call of which it is known who makes it, for whom. Only `identify` makes one. */
export interface IdentifiedCall extends Attempt {
  /** `null` for a call to an operation that is open to anybody. */
  acting: ActingAs | null;
  readonly [identified]: true;
}

/** The checks that everybody has passed who is identified. */
export const IDENTIFIED: readonly CheckName[] = ['token', 'domain', 'connection'];

/** Token → client, user, tenant, connected account, domain. Denies with the first thing that does not hold. */
export async function identify(
  api: Api,
  operations: OperationTable,
  call: Call,
): Promise<Result<IdentifiedCall, Denied>> {
  const attempt = readAttempt(api, operations, call);
  if (!attempt.ok) return attempt;
  const { match, mode } = attempt.value;
  if (match.kind === 'found' && match.operation.public) return made(attempt.value, null);

  const token = await genuineToken(api, readAuthorization(call.authorization));
  if (!token.ok) return token;
  const stale = staleness(api, token.value);
  if (stale) {
    const checks = checksOf([], { token: stale.detail });
    return denied(api, { ...stale, checks }, traceOf(token.value));
  }
  if (token.value.mode !== mode) return wrongDomain(api, token.value, mode);

  const acting = await actFor(api, attempt.value, token.value);
  return acting.ok ? made(attempt.value, acting.value) : acting;
}

function made(attempt: Attempt, acting: ActingAs | null): { ok: true; value: IdentifiedCall } {
  return ok({ ...attempt, acting } as IdentifiedCall);
}

async function genuineToken(api: Api, credentials: Credentials): Promise<Result<PresentedToken, Denied>> {
  const deny = (code: RefusalCode, detail: string, remedy?: Remedy) =>
    denied(api, { code, detail, checks: checksOf([], { token: detail }), ...(remedy ? { remedy } : {}) });
  switch (credentials.kind) {
    case 'missing':
      return deny('missing_token', 'Send a token in the Authorization header: Bearer, a space, the token.');
    case 'malformed':
      return deny('invalid_token', 'The Authorization header has to hold one Bearer token and nothing else.');
    case 'bearer': {
      const shape = shapeOf(api, credentials.token);
      if (shape === 'refresh') {
        return deny('invalid_token', 'This is a refresh token; exchange it for an access token.', 'refresh');
      }
      const found = shape === 'unknown' ? null : await findToken(api, credentials.token, shape);
      return found ? ok(found) : deny('invalid_token', 'The token is not one of this API, or was mistyped.');
    }
  }
}

/** Why a genuine token does not count any more, or not here. */
function staleness(
  api: Api,
  token: PresentedToken,
): { code: RefusalCode; detail: string; remedy?: Remedy } | null {
  if (token.authorizationEnded) {
    return {
      code: 'authorization_revoked',
      detail: 'The authorization behind this token was revoked; ask the customer to authorize again.',
    };
  }
  if (token.revoked) return { code: 'token_revoked', detail: 'The token was revoked.' };
  if (hasExpired(token.expiresAt, api.clock.now())) {
    return token.refreshable
      ? { code: 'token_expired', detail: 'The token has expired; use the refresh token to get a new one.' }
      : { code: 'token_expired', detail: 'The token has expired; get a new one.', remedy: 'reauthorize' };
  }
  // RFC 8707 section 2: a token that was asked for another resource must not open this one.
  const audience = token.audience.map((resource) => resource.replace(/\/$/, ''));
  if (audience.length > 0 && !resourcesOf(api.address).some((own) => audience.includes(own))) {
    return { code: 'invalid_token', detail: 'The token was issued for another resource.' };
  }
  return null;
}

function hasExpired(expiresAt: Instant | null, now: Instant): boolean {
  return expiresAt !== null && now >= expiresAt;
}

function wrongDomain(api: Api, token: PresentedToken, addressed: Mode): { ok: false; problem: Denied } {
  const right = [...api.address.hosts].find(([, { mode }]) => mode === token.mode)?.[0];
  const detail =
    `This is a ${token.mode} token and a ${addressed} domain` +
    (right === undefined ? '; this API has no domain for it.' : `; use ${right}.`);
  const checks = checksOf(['token'], { domain: detail });
  return denied(api, { code: 'domain_mismatch', detail, checks }, traceOf(token));
}
