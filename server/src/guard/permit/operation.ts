import type { KeylessApi } from '../../api.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { Instant, Operation } from '../../model/index.ts';
import type { Match } from '../../openapi/matching/route-tree.ts';
import type { Call } from '../call.ts';
import { type Failure, NOTHING_HERE } from '../refusal/refusals.ts';
import { type Agreed, agree } from '../versions/agreement.ts';

const CONFUSABLE =
  'An API behind could take this path for another one, which needs something else or does not exist; send it as the document spells it, or another id.';

type Found = Extract<Match, { kind: 'found' }>;

export function exists({ match }: { match: Match }): Result<Omit<Found, 'kind'>, Failure> {
  switch (match.kind) {
    case 'found':
      return ok({ operation: match.operation, parameters: match.parameters });
    case 'method_not_allowed': {
      const allow = match.allow.join(', ');
      const detail = `This method is not supported here; use ${allow}.`;
      return refused({ code: 'method_not_allowed', detail, headers: { allow } });
    }
    case 'malformed':
      return refused({ code: 'invalid_request', detail: match.detail });
    case 'not_found':
      return refused({
        code: 'not_found',
        detail: NOTHING_HERE,
        why: match.couldBe ? CONFUSABLE : 'There is no such path.',
      });
  }
}

export function versionAgreed({
  api,
  call,
  now,
}: {
  api: KeylessApi;
  call: Call;
  now: Instant;
}): Result<{ agreed: Agreed }, Failure> {
  const agreed = agree(api.config, call, now);
  return agreed.ok ? ok({ agreed: agreed.value }) : agreed;
}

export function hasAlternative({
  operation,
}: {
  operation: Operation;
}): Result<{ alternatives: readonly (readonly string[])[] }, Failure> {
  const detail = closedProblem(operation);
  return detail === null ? ok({ alternatives: operation.scopes }) : refused({ code: 'no_way_in', detail });
}

/** Returns why no call to an operation can pass, or `null` if some can. */
export function closedProblem({ public: isOpen, scopes }: Operation): string | null {
  if (isOpen || scopes.length > 0) return null;
  return 'No token opens this operation: the document of the API names none that Latchkey checks.';
}
