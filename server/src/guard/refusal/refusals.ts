import type { Trace } from '../../audit/api-called.ts';
import {
  type ChallengeError,
  type Check,
  REFUSALS,
  type Refusal,
  type RefusalCode,
  type RefusalKind,
  type Remedy,
} from '../../model/index.ts';

/** What a refused caller is told about authenticating. */
export interface Challenge {
  /** `null` for a call without a token, which is told no error (RFC 6750 section 3). */
  error: ChallengeError | null;
  detail: string;
  /** All scopes that the operation needs. */
  scope: string[];
}

/** Why a check fails, and how the call is refused because of it. */
export interface Failure {
  code: RefusalCode;
  /** One sentence or two for whoever made the call; never holds anything they sent. */
  detail: string;
  /** What explanations say of the check, where the caller must not learn as much. */
  why?: string;
  status?: number;
  remedy?: Remedy;
  challenge?: RefusalKind['challenge'];
  /** All scopes that the operation needs, for the challenge. */
  scope?: string[];
  headers?: Record<string, string>;
  /** What else stands in the body, such as the versions that there are. */
  members?: Record<string, unknown> | undefined;
  /** The version that was asked for, where the check is about that. */
  version?: string;
  /** Whose call it was, where the check found out more than the token says. */
  trace?: Trace;
}

/** A refusal before it is put into words for one caller: those depend on how the call came in. */
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

/** Whatever is not there, or must not be known to be there, is refused in these words. */
export const NOTHING_HERE = 'There is nothing here under this address.';
