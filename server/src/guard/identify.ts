import type { Api } from '../api.ts';
import { isAtOrBelow, protectedResources, resourceAt } from '../config/protected-resource.ts';
import { ok, type Result } from '../lib/result.ts';
import type { CheckName, Instant, Mode, RefusalCode, Remedy } from '../model/index.ts';
import { type Attempt, type Denied, denied, readAttempt } from './attempt.ts';
import { bindingProblem } from './bound-token.ts';
import { checksOf } from './checks.ts';
import { type ActingAs, actFor } from './connection.ts';
import { type Credentials, readAuthorization, type SentToken } from './credentials.ts';
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

  const presented = await genuineToken(api, readAuthorization(call.authorization));
  if (!presented.ok) return presented;
  const { token, credentials } = presented.value;
  const stale = staleness(api, call, token) ?? (await bindingProblem(api, call, credentials, token));
  if (stale) {
    const checks = checksOf([], { token: stale.detail });
    return denied({ ...stale, checks }, traceOf(token));
  }
  if (token.mode !== mode) return wrongDomain(api, token, mode);

  const acting = await actFor(api, attempt.value, token);
  return acting.ok ? made(attempt.value, acting.value) : acting;
}

function made(attempt: Attempt, acting: ActingAs | null): { ok: true; value: IdentifiedCall } {
  return ok({ ...attempt, acting } as IdentifiedCall);
}

async function genuineToken(
  api: Api,
  credentials: Credentials,
): Promise<Result<{ token: PresentedToken; credentials: SentToken }, Denied>> {
  const deny = (code: RefusalCode, detail: string, remedy?: Remedy) =>
    denied({ code, detail, checks: checksOf([], { token: detail }), ...(remedy ? { remedy } : {}) });
  switch (credentials.kind) {
    case 'missing':
      return deny('missing_token', 'Send a token in the Authorization header: Bearer, a space, the token.');
    case 'malformed':
      return deny(
        'invalid_token',
        'The Authorization header has to hold one token, as Bearer or DPoP, and nothing else.',
      );
    case 'token': {
      const shape = shapeOf(api, credentials.token);
      if (shape === 'refresh') {
        return deny('invalid_token', 'This is a refresh token; exchange it for an access token.', 'refresh');
      }
      const found = shape === 'unknown' ? null : await findToken(api, credentials.token, shape);
      return found
        ? ok({ token: found, credentials })
        : deny('invalid_token', 'The token is not one of this API, or was mistyped.');
    }
  }
}

/** Why a genuine token does not count any more, or not here. */
function staleness(
  api: Api,
  call: Call,
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
  return wrongAudience(api, call, token);
}

/** RFC 8707 section 2: a token that was asked for another resource must not open this one. */
function wrongAudience(
  api: Api,
  call: Call,
  { audience }: PresentedToken,
): { code: RefusalCode; detail: string } | null {
  if (audience.some((resource) => opens(api, call, resource))) return null;
  if (audience.length > 0)
    return { code: 'invalid_token', detail: 'The token was issued for another resource.' };
  const here = resourceAt(api, call.host, call.path);
  if (!here?.separate) return null;
  const detail = `The token was not issued for ${here.identifier}; ask for one with that as its resource.`;
  return { code: 'invalid_token', detail };
}

function hasExpired(expiresAt: Instant | null, now: Instant): boolean {
  return expiresAt !== null && now >= expiresAt;
}

/**
 * Whether a token for `resource` opens this call. The issuer and every domain stand for the API as a whole, a
 * resource with a path for what is at or below that path, a separate one for itself alone.
 */
function opens(api: Api, call: Call, resource: string): boolean {
  const identifier = resource.replace(/\/$/, '');
  const here = resourceAt(api, call.host, call.path);
  if (here?.separate) return identifier === here.identifier;
  if (identifier === api.address.issuer) return true;
  return protectedResources(api).some(
    (own) => own.separate === null && own.identifier === identifier && isAtOrBelow(call.path, own.path),
  );
}

function wrongDomain(api: Api, token: PresentedToken, addressed: Mode): { ok: false; problem: Denied } {
  const right = [...api.address.hosts].find(([, { mode }]) => mode === token.mode)?.[0];
  const detail =
    `This is a ${token.mode} token and a ${addressed} domain` +
    (right === undefined ? '; this API has no domain for it.' : `; use ${right}.`);
  const checks = checksOf(['token'], { domain: detail });
  return denied({ code: 'domain_mismatch', detail, checks }, traceOf(token));
}
