import { roleHolds } from '../access/effective.ts';
import { ok, type Result, refused } from '../lib/result.ts';
import { after, type Soon } from '../lib/soon.ts';
import type { QuotaUse } from '../limits/counters.ts';
import type { Mode, Operation } from '../model/index.ts';
import { ask, check, type Failed } from './checks.ts';
import type { Facts, GuardCheck } from './facts.ts';
import { audienceProblem, domainProblem } from './identify/audience.ts';
import { type ActingAs, connected } from './identify/connection.ts';
import { notInTheQuery, readable } from './identify/request.ts';
import { genuine, staleness } from './identify/token.ts';
import { withinLimits } from './limit/limit.ts';
import { addressProblem, resourceProblem, roleProblem, scopeProblem } from './permit/access.ts';
import { exists, hasAlternative, versionAgreed } from './permit/operation.ts';
import type { Agreed } from './versions/agreement.ts';

const WITHOUT_CALLER = { withoutCaller: true } as const;

/** Token → client, user, tenant, connected account, domain. */
const IDENTIFY = [
  check('operation', [], readable, WITHOUT_CALLER),
  check('token', [], notInTheQuery, WITHOUT_CALLER),
  check('token', [], genuine),
  check('token', ['token'], staleness),
  check('token', ['proof'], ({ proof }) => proof()),
  check('audience', ['token', 'mode'], audienceProblem),
  check('domain', ['token', 'mode'], domainProblem),
  check('connection', ['token', 'mode'], connected),
];

/** Scope ∩ role ∩ resource, and the caller's address. */
const PERMIT = [
  check('operation', [], exists, WITHOUT_CALLER),
  check('operation', [], versionAgreed, WITHOUT_CALLER),
  check('operation', ['operation'], hasAlternative, WITHOUT_CALLER),
  check('role', ['acting', 'operation', 'parameters'], roleProblem),
  check('scope', ['acting', 'operation', 'parameters', 'alternatives'], scopeProblem, { beside: true }),
  check('resource', ['acting', 'operation', 'parameters'], resourceProblem),
  check('ip', ['acting'], addressProblem),
];

/** Platform, connected account, token, user, tenant, scope classes. */
const LIMIT = [check('limit', ['acting', 'operation', 'effective'], withinLimits, { last: true })];

export const STEPS = { identify: IDENTIFY, permit: PERMIT, limit: LIMIT };

/** Every check in the order of the decision. An explanation uses the same list. */
export const CHECKS: readonly GuardCheck[] = Object.values(STEPS).flat();

declare const identified: unique symbol;
declare const mayPass: unique symbol;
declare const admitted: unique symbol;

/** A call whose caller is known. Only `identify` makes one. */
export interface IdentifiedCall extends Facts {
  mode: Mode;
  /** `null` for a call to a public operation, or without a token to one with an optional token. */
  acting: ActingAs | null;
  readonly [identified]: true;
}

/** A call that its caller may make. Only `permit` makes one. */
export interface PermittedCall extends IdentifiedCall {
  operation: Operation;
  parameters: Record<string, string>;
  permissions: readonly string[];
  /** The scopes of the alternative that applied. */
  alternative: readonly string[];
  /** `own`: only for the user's own records, which the API still has to check. */
  role: 'any' | 'own';
  /** Version and language, with the headers about the version. */
  agreed: Agreed;
  readonly [mayPass]: true;
}

/** A call that is within all its limits. Only `limit` makes one. */
export interface AdmittedCall extends PermittedCall {
  /** `RateLimit` and `RateLimit-Policy`. */
  headers: Record<string, string>;
  /** The use of each quota that it was counted against. */
  uses: QuotaUse[];
  readonly [admitted]: true;
}

/**
 * Returns the checks of a list that apply to a call.
 * @param nobody whether the call needs no token
 */
export function asked(checks: readonly GuardCheck[], nobody: boolean): readonly GuardCheck[] {
  return nobody ? checks.filter(({ withoutCaller }) => withoutCaller) : checks;
}

/** Returns whether a call goes to a public operation, or without a token to one with an optional token. */
export function needsNoCaller({ match, means }: Facts): boolean {
  if (match.kind !== 'found') return false;
  return match.operation.public || (match.operation.optional === true && means.unsent);
}

/** Finds out who makes a call, and for whom. */
export function identify(facts: Facts): Soon<Result<IdentifiedCall, Failed>> {
  const nobody = needsNoCaller(facts);
  return after(ask(asked(IDENTIFY, nobody), facts), (failed) => {
    if (failed) return refused(failed);
    const { mode, acting } = facts;
    if (!mode || (!nobody && !acting)) throw new Error('a call was identified without a domain or a caller');
    if (nobody) facts.acting = null;
    return ok(facts as IdentifiedCall);
  });
}

/** Checks whether the caller may make the call. A token never permits more than its user may do now. */
export function permit(call: IdentifiedCall): Soon<Result<PermittedCall, Failed>> {
  return after(ask(asked(PERMIT, call.acting === null), call), (failed) =>
    failed ? refused(failed) : permitted(call),
  );
}

function permitted(call: IdentifiedCall): Result<PermittedCall, Failed> {
  const { acting, operation, agreed, held, effective } = call;
  if (!operation || !agreed) throw new Error('a call was permitted without an operation');
  if (!acting) return permittedAs(call, { permissions: [], alternative: [], role: 'any' });
  if (!held || !effective?.alternative || !roleHolds(effective.role))
    throw new Error('a call was permitted without a security alternative');
  return permittedAs(call, {
    permissions: acting.rights.permissions,
    alternative: effective.alternative,
    role: effective.role,
  });
}

function permittedAs(
  call: IdentifiedCall,
  allowed: Pick<PermittedCall, 'permissions' | 'alternative' | 'role'>,
): { ok: true; value: PermittedCall } {
  return ok(Object.assign(call, allowed) as PermittedCall);
}

/** Counts a call against its limits. A call without a token has none. */
export function limit(call: PermittedCall): Soon<Result<AdmittedCall, Failed>> {
  return after(call.acting && ask(LIMIT, call), (failed) => {
    if (failed) return refused(failed);
    const { uses = [], headers = {} } = call;
    return ok(Object.assign(call, { uses, headers }) as AdmittedCall);
  });
}
