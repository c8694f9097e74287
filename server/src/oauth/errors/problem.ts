import type { DialectName } from '../../config/index.ts';
import type { ClientId, PresentedGrant } from '../../model/index.ts';
import { ASKED } from './asked.ts';
import { AUTHORIZATION } from './authorization.ts';
import { CLIENT } from './client.ts';
import { DEVICE } from './device-code.ts';
import { FORM } from './form.ts';
import { GRANT } from './grant.ts';
import { USER_ASSERTION } from './jwt-bearer.ts';
import { KEY } from './key.ts';
import { REQUEST } from './request.ts';
import { EXCHANGE } from './token-exchange.ts';
import type { WireProblem } from './wire.ts';

/**
 * Every inner reason with its answer. If the sentence needs data besides the reason, the answer is a function
 * of that data.
 */
export const ERRORS = {
  ...FORM,
  ...CLIENT,
  ...KEY,
  ...GRANT,
  ...ASKED,
  ...AUTHORIZATION,
  ...REQUEST,
  ...DEVICE,
  ...EXCHANGE,
  ...USER_ASSERTION,
};

type Errors = typeof ERRORS;

/** Every fault of a request, in the detail that the log needs. */
export type Reason = keyof Errors;
/** A reason that needs no data. */
export type PlainReason = { [R in Reason]: Errors[R] extends WireProblem ? R : never }[Reason];
type TellingReason = Exclude<Reason, PlainReason>;
type Told = { [R in TellingReason]: Parameters<Errors[R]>[0] };
/** A reason with the data for its sentence. */
type TellingProblem<R extends TellingReason = TellingReason> = { [E in R]: { reason: E } & Told[E] }[R];

/** The reason for a refusal. Its data comes from the request itself and is never a secret. */
export type OAuthProblem = ({ reason: PlainReason } | TellingProblem) & {
  /** Seconds to wait, for reasons that require it. */
  retryAfter?: number;
  /** The client that it concerns, as far as that was known: for the audit log. */
  clientId?: ClientId;
  grant?: PresentedGrant;
  dialects?: DialectName[];
};

/** The only place where inner reasons become RFC codes. A reason without an answer does not compile. */
export function onTheWire(problem: OAuthProblem): WireProblem {
  return isTelling(problem) ? tell(problem) : ERRORS[problem.reason];
}

const SENTENCES: { [R in TellingReason]: (told: Told[R]) => WireProblem } = ERRORS;

function tell<R extends TellingReason>(problem: TellingProblem<R>): WireProblem {
  return SENTENCES[problem.reason](problem);
}

function isTelling(problem: OAuthProblem): problem is OAuthProblem & TellingProblem {
  return typeof ERRORS[problem.reason] === 'function';
}
