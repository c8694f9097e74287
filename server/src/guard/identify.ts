import type { Api, KeylessApi } from '../api.ts';
import {
  isAtOrBelow,
  originOf,
  protectedResources,
  separateAt,
} from '../config/addressing/protected-resource.ts';
import { isCurrent } from '../lib/clock.ts';
import { ok, type Result } from '../lib/result.ts';
import type { CheckName, Mode, RefusalCode, Remedy } from '../model/index.ts';
import type { OperationTable } from '../openapi/operation-table.ts';
import { type Attempt, type Denied, denied, readAttempt } from './attempt.ts';
import { bindingProblem } from './bound-token.ts';
import { checksOf } from './checks.ts';
import { type ActingAs, actFor } from './connection.ts';
import { type Credentials, readAuthorization, type SentToken } from './credentials.ts';
import type { Call } from './decision.ts';
import { findToken, type PresentedToken, shapeOf, traceOf } from './presented-token.ts';
import type { RefusalParts } from './refusals.ts';

declare const identified: unique symbol;

/** A call of which it is known who makes it, for whom. Only `identify` makes one. */
export interface IdentifiedCall extends Attempt {
  /** `null` for a call to an operation that is open to anybody, or to one with an optional token that has none. */
  acting: ActingAs | null;
  readonly [identified]: true;
}

/** The checks that everybody has passed who is identified. */
export const IDENTIFIED: readonly CheckName[] = ['token', 'audience', 'domain', 'connection'];

/** Token → client, user, tenant, connected account, domain. Denies with the first thing that does not hold. */
export async function identify(
  api: Api,
  operations: OperationTable,
  call: Call,
): Promise<Result<IdentifiedCall, Denied>> {
  const attempt = readAttempt(api, operations, call);
  if (!attempt.ok) return attempt;
  if (isOpen(attempt.value) || isUnsent(attempt.value)) return made(attempt.value, null);

  const presented = await genuineToken(api, readAuthorization(call.authorization));
  if (!presented.ok) return presented;
  const { token, credentials } = presented.value;
  const unproved = await bindingOf(api, call, credentials, token);
  return unproved ? deniedToken(unproved, token) : identifyHolder(api, attempt.value, token);
}

/** Whether a call goes to an operation that anybody may call. */
export function isOpen({ match }: Attempt): boolean {
  return match.kind === 'found' && match.operation.public;
}

/**
 * Whether a call to an operation with an optional token has none. Anything in the header that a token belongs into is
 * judged: somebody whose token ended must hear of it, and not be taken for nobody.
 */
function isUnsent({ match, call }: Attempt): boolean {
  return match.kind === 'found' && match.operation.optional === true && !call.authorization?.trim();
}

/** The same for an operation that anybody may call, of which nothing else need be known. */
export function identifyNobody(attempt: Attempt): IdentifiedCall | null {
  return isOpen(attempt) ? made(attempt, null).value : null;
}

/** What comes after it is known that whoever sent the token may use it. */
export async function identifyHolder(
  api: KeylessApi,
  attempt: Attempt,
  token: PresentedToken,
): Promise<Result<IdentifiedCall, Denied>> {
  const stale = staleness(api, token);
  if (stale) return deniedToken(stale, token);
  const elsewhere = audienceProblem(api, attempt.call, token);
  if (elsewhere !== null) {
    const checks = checksOf(['token'], { audience: elsewhere });
    return denied({ code: 'invalid_token', detail: elsewhere, checks }, traceOf(token));
  }
  const wrong = domainProblem(api, token, attempt.mode);
  if (wrong !== null) {
    const checks = checksOf(['token', 'audience'], { domain: wrong });
    return denied({ code: 'domain_mismatch', detail: wrong, checks }, traceOf(token));
  }
  const acting = await actFor(api, attempt, token);
  return acting.ok ? made(attempt, acting.value) : acting;
}

function made(attempt: Attempt, acting: ActingAs | null): { ok: true; value: IdentifiedCall } {
  return ok({ ...attempt, acting } as IdentifiedCall);
}

/** A token that has ended is refused before its proof is looked at, let alone used up. */
function bindingOf(api: Api, call: Call, credentials: SentToken, token: PresentedToken) {
  return staleness(api, token) ?? bindingProblem(api, call, credentials, token);
}

function deniedToken(problem: Standing, token: PresentedToken): { ok: false; problem: Denied } {
  return denied({ ...problem, checks: checksOf([], { token: problem.detail }) }, traceOf(token));
}

/** The token that a header holds, if it is one of this API's; whether it still counts is not looked at. */
export async function genuineToken(
  api: KeylessApi,
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

type Standing = Pick<RefusalParts, 'code' | 'detail' | 'remedy' | 'headers'>;

/** Why a genuine token does not count any more; `null` when it does. */
export function staleness(api: KeylessApi, token: PresentedToken): Standing | null {
  if (token.authorizationEnded) {
    return {
      code: 'authorization_revoked',
      detail: 'The authorization behind this token was revoked; ask the customer to authorize again.',
    };
  }
  if (token.revoked) return { code: 'token_revoked', detail: 'The token was revoked.' };
  if (!isCurrent(token, api.clock.now())) {
    return token.refreshable
      ? { code: 'token_expired', detail: 'The token has expired; use the refresh token to get a new one.' }
      : { code: 'token_expired', detail: 'The token has expired; get a new one.', remedy: 'reauthorize' };
  }
  return null;
}

/** RFC 8707 section 2: a token that was asked for another resource must not open this one. */
export function audienceProblem(api: KeylessApi, call: Call, { audience }: PresentedToken): string | null {
  if (audience.some((resource) => opens(api, call, resource))) return null;
  if (audience.length > 0) return 'The token was issued for another resource.';
  // A resource that stands for itself is opened by tokens alone that were asked for it.
  const separate = separateIdentifier(api, call);
  if (separate === null) return null;
  return `The token was not issued for ${separate}; ask for one with that as its resource.`;
}

/**
 * Whether a token for `resource` opens this call. The issuer and every domain stand for the API as a whole, a
 * resource with a path for what is at or below that path, a separate one for itself alone.
 */
function opens(api: KeylessApi, call: Call, resource: string): boolean {
  const identifier = resource.replace(/\/$/, '');
  const separate = separateIdentifier(api, call);
  if (separate !== null) return identifier === separate;
  if (identifier === api.address.issuer) return true;
  return protectedResources(api).some(
    (own) => own.separate === null && own.identifier === identifier && isAtOrBelow(call.path, own.path),
  );
}

/** Identifier of the separate resource that a call goes to; `null` where it goes to the API itself. */
function separateIdentifier(api: KeylessApi, { host }: Call): string | null {
  const separate = separateAt(api, host);
  return separate && originOf(api, host) + separate.path;
}

/** Live and sandbox are apart: a token of one opens no domain of the other. */
export function domainProblem(api: KeylessApi, token: PresentedToken, addressed: Mode): string | null {
  if (token.mode === addressed) return null;
  const right = [...api.address.hosts].find(([, { mode }]) => mode === token.mode)?.[0];
  return (
    `This is a ${token.mode} token and a ${addressed} domain` +
    (right === undefined ? '; this API has no domain for it.' : `; use ${right}.`)
  );
}
