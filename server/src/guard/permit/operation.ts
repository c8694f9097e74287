import type { Operation } from '../../model/index.ts';
import type { Facts, Known } from '../facts.ts';
import { type Failure, NOTHING_HERE } from '../refusal/refusals.ts';
import { agree } from '../versions/agreement.ts';

const CONFUSABLE =
  'An API behind could take this path for another one, which needs something else or does not exist; send it as the document spells it, or another id.';

export function exists(facts: Facts): Failure | null {
  const { match } = facts;
  switch (match.kind) {
    case 'found':
      facts.operation = match.operation;
      facts.parameters = match.parameters;
      return null;
    case 'method_not_allowed': {
      const allow = match.allow.join(', ');
      const detail = `This method is not supported here; use ${allow}.`;
      return { code: 'method_not_allowed', detail, headers: { allow } };
    }
    case 'malformed':
      return { code: 'invalid_request', detail: match.detail };
    case 'not_found':
      return {
        code: 'not_found',
        detail: NOTHING_HERE,
        why: match.couldBe ? CONFUSABLE : 'There is no such path.',
      };
  }
}

export function versionAgreed(facts: Facts): Failure | null {
  const agreed = agree(facts.api.config, facts.call, facts.now);
  if (!agreed.ok) return agreed.problem;
  facts.agreed = agreed.value;
  return null;
}

export function hasAlternative(facts: Known<'operation'>): Failure | null {
  const { operation } = facts;
  const detail = closedProblem(operation);
  if (detail !== null) return { code: 'no_way_in', detail };
  facts.alternatives = operation.scopes;
  return null;
}

/** Returns why no call to an operation can pass, or `null` if some can. */
export function closedProblem({ public: isOpen, scopes }: Operation): string | null {
  if (isOpen || scopes.length > 0) return null;
  return 'No token opens this operation: the document of the API names none that Latchkey checks.';
}
