import type { Trace } from '../../audit/api-called.ts';
import type { QuotaUse } from '../../limits/counters.ts';
import {
  type ChallengeError,
  type Check,
  REFUSALS,
  type Refusal,
  type RefusalCode,
  type RefusalKind,
  type Remedy,
} from '../../model/index.ts';

/** How a refused caller can authenticate. */
export interface Challenge {
  /** `null` for a call without a token, which gets no error code (RFC 6750 section 3). */
  error: ChallengeError | null;
  detail: string;
  /** All scopes that the operation needs. */
  scope: readonly string[];
}

/** Why a check fails, and how the call is refused because of it. */
export interface Failure {
  code: RefusalCode;
  /** One or two sentences for the caller. It never contains anything that they sent. */
  detail: string;
  /** The reason for explanations, if the caller must not learn as much. */
  why?: string;
  status?: number;
  remedy?: Remedy;
  challenge?: RefusalKind['challenge'];
  /** All scopes that the operation needs, for the challenge. */
  scope?: readonly string[];
  headers?: Record<string, string>;
  /** Further members of the body, such as the available versions. */
  members?: Record<string, unknown> | undefined;
  /** The requested version, if the check is about that. */
  version?: string;
  /** The limits that refuse the call. */
  spent?: readonly QuotaUse[];
  /** The caller, if the check found out more than the token says. */
  trace?: Trace;
}

/** A refusal before its language and challenge are chosen, which depend on the call. */
export type DraftRefusal = Omit<Refusal, 'challenge'> & { challenge: Challenge | null };

/** Builds a refusal from its code, with the exceptions that the failure names. */
export function refusal(failure: Failure, checks: Check[]): DraftRefusal {
  const kind: RefusalKind = REFUSALS[failure.code];
  const error = failure.challenge === undefined ? kind.challenge : failure.challenge;
  return {
    status: failure.status ?? kind.status,
    code: failure.code,
    title: kind.title,
    detail: failure.detail,
    remedy: failure.remedy ?? kind.remedy,
    checks,
    challenge:
      error === null
        ? null
        : { error: error === 'bare' ? null : error, detail: failure.detail, scope: failure.scope ?? [] },
    headers: failure.headers ?? {},
    ...(failure.members === undefined ? {} : { members: failure.members }),
  };
}

/** The text for everything that does not exist, or whose existence the caller must not learn. */
export const NOTHING_HERE = 'There is nothing here under this address.';
