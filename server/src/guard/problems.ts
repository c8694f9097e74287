import type { Effective, RoleVerdict } from '../access/effective.ts';
import type { Operation } from '../model/index.ts';
import type { Match } from '../openapi/matching/route-tree.ts';

/** What is said of each check that fails after it is known who calls. One place, so that all say the same. */

export const RESOURCE_PROBLEM = 'Not among the selected resources.';
export const ADDRESS_PROBLEM = 'This token may not be used from this address.';
const CONFUSABLE =
  'An API behind could take this path for another one, which needs something else or does not exist; send it as the document spells it, or another id.';

export function operationProblem(match: Exclude<Match, { kind: 'found' }>): string {
  switch (match.kind) {
    case 'not_found':
      return match.couldBe ? CONFUSABLE : 'There is no such path.';
    case 'method_not_allowed':
      return `This method is not supported here; use ${match.allow.join(', ')}.`;
    case 'malformed':
      return match.detail;
  }
}

/** Why no call to an operation passes, whoever makes it; `null` where some would. */
export function closedProblem({ public: isOpen, scopes }: Operation): string | null {
  if (isOpen || scopes.length > 0) return null;
  return 'No token opens this operation: the document of the API names none that Latchkey checks.';
}

/** Names all scopes of the way in that lacks the fewest, as RFC 6750 section 3 wants. */
export function scopeProblem({ missing }: Pick<Effective, 'missing'>): string {
  return `This call needs the scope ${missing.join(' and ')}.`;
}

export function roleProblem(verdict: Exclude<RoleVerdict, 'any' | 'own'>, operation: Operation): string {
  const { permission } = operation;
  switch (verdict) {
    case 'no_member':
      return 'The user behind this token is no longer a member of the tenant; an administrator can change that.';
    case 'not_permitted':
      return `The role of the user behind this token does not permit ${permission}; an administrator can change that.`;
    case 'not_approved':
      return `The user's role did not permit ${permission} when this connection was approved; it has to be approved again.`;
    case 'own_only':
      return `The role of the user behind this token permits ${permission} on their own records only; an administrator can change that.`;
  }
}
