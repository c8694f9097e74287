import {
  type DetailProblem,
  LONGEST_DETAILS,
  MOST_DETAILS,
} from '../../rules/scope/authorization-details.ts';
import type { ResourceProblem } from '../../rules/scope/resource.ts';
import type { ScopeProblem } from '../../rules/scope/scope.ts';
import { shortened, type Wire, wire } from './wire.ts';

const invalidScope = (description: string) => wire('invalid_scope', description);
const invalidTarget = (description: string) => wire('invalid_target', description);
const invalidDetails = (description: string) => wire('invalid_authorization_details', description);

/** A requested scope, resource (RFC 8707 section 2) or detail (RFC 9396 section 5) that cannot be granted. */
export const ASKED = {
  scope_malformed: invalidScope('scope must be scope names with single spaces between them.'),
  scope_missing: invalidScope('The parameter scope is missing, and there is no default for this client.'),
  scope_unknown: ({ scope }: Scope) => invalidScope(`There is no scope ${shortened(scope)}.`),
  scope_not_allowed: ({ scope }: Scope) =>
    invalidScope(`This client may not ask for the scope ${shortened(scope)}.`),
  scope_for_platforms_only: ({ scope }: Scope) =>
    invalidScope(`Only a platform may ask for the scope ${shortened(scope)}.`),
  scope_wider: ({ scope }: Scope) =>
    invalidScope(`The scope ${shortened(scope)} goes beyond what was granted.`),
  scope_without_user: ({ scope }: Scope) =>
    invalidScope(`The scope ${shortened(scope)} is about a user, and this request has none.`),

  resource_malformed: invalidTarget('resource must be an absolute URI without fragment.'),
  resource_foreign: invalidTarget('resource is not a base URL of this API.'),
  resource_missing: invalidTarget('resource is missing: name what the token is for.'),
  resource_wider: invalidTarget('resource goes beyond what was granted.'),

  details_malformed: invalidDetails('authorization_details must be a JSON array of objects with a type.'),
  details_too_many: invalidDetails(
    `authorization_details holds more than ${MOST_DETAILS} details, or more than ${LONGEST_DETAILS / 1024} KiB.`,
  ),
  details_type_unknown: ({ type }: Detail) =>
    invalidDetails(`authorization_details has a type that is not known here: ${shortened(type)}.`),
  details_type_not_allowed: ({ type }: Detail) =>
    invalidDetails(`authorization_details has a type that this client may not ask for: ${shortened(type)}.`),
  details_invalid: ({ type, at, needed }: Detail & { at: string; needed: string }) =>
    invalidDetails(
      `authorization_details has a detail that does not fit its type: ${shortened(`${type}${at}: ${needed}`)}.`,
    ),
  details_wider: invalidDetails('authorization_details goes beyond what was granted.'),
} satisfies Record<ScopeProblem['reason'] | ResourceProblem | DetailProblem, Wire> & Record<string, Wire>;

export interface Scope {
  scope: string;
}

export interface Detail {
  type: string;
}
