import type { Api, KeylessApi } from '../../api.ts';
import { type Credentials, readAuthorization, type SentToken } from '../../http/bearer-credentials.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import { after, type Soon } from '../../lib/soon.ts';
import type { Instant } from '../../model/index.ts';
import type { Call } from '../call.ts';
import type { Failure } from '../refusal/refusals.ts';
import { bindingProblem } from './bound-token.ts';
import { findToken, type PresentedToken, shapeOf } from './presented-token.ts';

export interface Holder {
  token: PresentedToken;
  /** Returns why the call does not prove the key that the token is bound to, or `null` if it does or need not. */
  proof(): Soon<Failure | null>;
}

/** The source of a call's token. */
export interface Source {
  /** Whether the call has no token at all, which an operation with an optional token allows. */
  unsent: boolean;
  /** Returns the call's token if this API issued it. Does not check whether it has ended. */
  holder(now: Instant): Soon<Result<Holder, Failure>>;
}

/** Takes the token from the `Authorization` header (RFC 6750 section 2.1, RFC 9449 section 7.1). */
export function sentWith(api: Api, call: Call): Source & { credentials: Credentials } {
  const credentials = readAuthorization(call.authorization);
  return {
    credentials,
    // Any header is judged: a caller whose token has ended must learn that, instead of being treated as
    // anonymous.
    unsent: !call.authorization?.trim(),
    holder: (now) =>
      after(genuineToken(api, credentials, now), (genuine) => {
        if (!genuine.ok) return genuine;
        const { token, sent } = genuine.value;
        return ok({ token, proof: () => bindingProblem(api, call, sent, token) });
      }),
  };
}

/** Returns the token in a header if this API issued it. Does not check whether it has ended. */
export function genuineToken(
  api: KeylessApi,
  credentials: Credentials,
  now: Instant,
): Soon<Result<{ token: PresentedToken; sent: SentToken }, Failure>> {
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
      const found = shape === 'unknown' ? null : findToken(api, credentials.token, shape, now);
      return after(found, (token) =>
        token ? ok({ token, sent: credentials }) : deny('The token is not one of this API, or was mistyped.'),
      );
    }
  }
}

/** Notes a call's token and what proves its key, if this API issued it. */
export function genuine(
  facts: { [Fact in keyof Holder]?: Holder[Fact] | undefined } & { means: Source; now: Instant },
): Soon<Failure | null> {
  return after(facts.means.holder(facts.now), (holder) => {
    if (!holder.ok) return holder.problem;
    facts.token = holder.value.token;
    facts.proof = holder.value.proof;
    return null;
  });
}

function deny(detail: string): { ok: false; problem: Failure } {
  return refused({ code: 'invalid_token', detail });
}

const CLIENT_STOPPED =
  'The people behind this API have suspended this client, or have not approved it; ask them. Its tokens count again once it may go on.';

/**
 * Returns why a genuine token has ended, or `null` if it has not. Later checks refuse a suspended grant and a user
 * who has left.
 */
export function staleness({ token }: { token: PresentedToken }): Failure | null {
  switch (token.problem) {
    case 'grant_revoked':
      return {
        code: 'authorization_revoked',
        detail: 'The authorization behind this token was revoked; ask the customer to authorize again.',
      };
    case 'grant_expired':
      return {
        code: 'authorization_revoked',
        detail: 'The authorization behind this token has expired; ask the customer to authorize again.',
      };
    case 'token_revoked':
      return { code: 'token_revoked', detail: 'The token was revoked.' };
    case 'token_expired':
      return token.refreshable
        ? { code: 'token_expired', detail: 'The token has expired; use the refresh token to get a new one.' }
        : { code: 'token_expired', detail: 'The token has expired; get a new one.', remedy: 'reauthorize' };
    case 'client_stopped':
      return {
        code: 'client_suspended',
        detail: CLIENT_STOPPED,
      };
    default:
      return null;
  }
}
