import type { Api, KeylessApi } from '../../api.ts';
import {
  isAtOrBelow,
  originOf,
  protectedResources,
  separateAt,
} from '../../config/addressing/protected-resource.ts';
import { isCurrent } from '../../lib/clock.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { Mode } from '../../model/index.ts';
import type { Call } from '../decision.ts';
import type { Facts, Holder, Known, Means } from '../facts.ts';
import { type Failure, NOTHING_HERE } from '../refusal/refusals.ts';
import { bindingProblem } from './bound-token.ts';
import { type ActingAs, actFor } from './connection.ts';
import { type Credentials, hasTokenInQuery, readAuthorization, type SentToken } from './credentials.ts';
import { findToken, type PresentedToken, shapeOf } from './presented-token.ts';

/**
 * Whether a call comes to a domain of this API, in one way that it can be read. Whether there is anything is kept for
 * later: nobody without a valid token is told which paths exist.
 */
export function readable({ api, call, match }: Facts): Result<{ mode: Mode }, Failure> {
  const mode = api.address.hosts.get(call.host)?.mode ?? null;
  if (mode === null) {
    return refused({
      code: 'not_found',
      detail: NOTHING_HERE,
      why: 'The host is no domain of this API.',
    });
  }
  if (match.kind === 'malformed') return refused({ code: 'invalid_request', detail: match.detail });
  if (call.override) {
    const detail = `The header ${call.override} names another method than the request has; use that method itself.`;
    return refused({ code: 'invalid_request', detail });
  }
  return ok({ mode });
}

export function notInTheQuery({ call }: Facts): Failure | null {
  if (!hasTokenInQuery(call.query)) return null;
  const detail = 'Send the token in the Authorization header; one in the query is never accepted.';
  return { code: 'invalid_request', detail, challenge: 'invalid_request' };
}

/** RFC 6750 section 2.1, RFC 9449 section 7.1: the credentials of a call that is made are those of its header. */
export function sentWith(api: Api, call: Call): Pick<Means, 'unsent' | 'holder'> {
  return {
    // Anything in the header is judged: somebody whose token ended must hear of it, and not be taken for nobody.
    unsent: !call.authorization?.trim(),
    async holder(): Promise<Result<Holder, Failure>> {
      const genuine = await genuineToken(api, readAuthorization(call.authorization));
      if (!genuine.ok) return genuine;
      const { token, credentials } = genuine.value;
      return ok({ token, proof: () => bindingProblem(api, call, credentials, token) });
    },
  };
}

/** The token that a header holds, if it is one of this API's; whether it still counts is not looked at. */
export async function genuineToken(
  api: KeylessApi,
  credentials: Credentials,
): Promise<Result<{ token: PresentedToken; credentials: SentToken }, Failure>> {
  const deny = (detail: string) => refused<Failure>({ code: 'invalid_token', detail });
  switch (credentials.kind) {
    case 'missing':
      return refused({
        code: 'missing_token',
        detail: 'Send a token in the Authorization header: Bearer, a space, the token.',
      });
    case 'malformed':
      return deny('The Authorization header has to hold one token, as Bearer or DPoP, and nothing else.');
    case 'token': {
      const shape = shapeOf(api, credentials.token);
      if (shape === 'refresh') {
        const detail = 'This is a refresh token; exchange it for an access token.';
        return refused({ code: 'invalid_token', detail, remedy: 'refresh' });
      }
      const found = shape === 'unknown' ? null : await findToken(api, credentials.token, shape);
      return found
        ? ok({ token: found, credentials })
        : deny('The token is not one of this API, or was mistyped.');
    }
  }
}

/** Why a genuine token does not count any more; `null` when it does. */
export function staleness({ api, token }: { api: KeylessApi; token: PresentedToken }): Failure | null {
  if (token.ended === 'grant_revoked') {
    return {
      code: 'authorization_revoked',
      detail: 'The authorization behind this token was revoked; ask the customer to authorize again.',
    };
  }
  if (token.ended) return { code: 'token_revoked', detail: 'The token was revoked.' };
  if (!isCurrent(token, api.clock.now())) {
    return token.refreshable
      ? { code: 'token_expired', detail: 'The token has expired; use the refresh token to get a new one.' }
      : { code: 'token_expired', detail: 'The token has expired; get a new one.', remedy: 'reauthorize' };
  }
  return null;
}

/** RFC 8707 section 2: a token that was asked for another resource must not open this one. */
export function audienceProblem({ api, call, token: { audience } }: Known<'token'>): Failure | null {
  if (audience.some((resource) => opens(api, call, resource))) return null;
  const code = 'invalid_token';
  if (audience.length > 0) return { code, detail: 'The token was issued for another resource.' };
  // A resource that stands for itself is opened by tokens alone that were asked for it.
  const separate = separateIdentifier(api, call);
  if (separate === null) return null;
  return { code, detail: `The token was not issued for ${separate}; ask for one with that as its resource.` };
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
export function domainProblem({ api, token, mode: addressed }: Known<'token' | 'mode'>): Failure | null {
  if (token.mode === addressed) return null;
  const right = [...api.address.hosts].find(([, { mode }]) => mode === token.mode)?.[0];
  const detail =
    `This is a ${token.mode} token and a ${addressed} domain` +
    (right === undefined ? '; this API has no domain for it.' : `; use ${right}.`);
  return { code: 'domain_mismatch', detail };
}

export async function connected(
  facts: Known<'token' | 'mode'>,
): Promise<Result<{ acting: ActingAs }, Failure>> {
  const acting = await actFor(facts.api, facts, facts.token);
  return acting.ok ? ok({ acting: acting.value }) : acting;
}
