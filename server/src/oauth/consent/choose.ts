import type { Api } from '../../api.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import { includesFuture } from '../../manage/connections/selectable.ts';
import type { Instant, ResourceRef } from '../../model/index.ts';
import { type ExpiryChoice, expiryChoices, expiryOf, firstExpiryChoice } from '../../rules/grant/expiry.ts';
import { selectedIn, treeOf } from '../../rules/grant/resource-tree.ts';
import { optionalAmong } from '../../rules/scope/optional.ts';
import { selectsResources } from '../../rules/scope/selecting.ts';
import { ceiling, choicesIn, type Decidable } from './decidable.ts';

/** The user's choices, as they were sent. */
export interface Choice {
  /** The optional scopes that the client may have. */
  scopes: readonly string[];
  /** Resources as `type:id`. */
  resources: readonly string[];
  /** A number of days, `untilRevoked` or `unchanged`; absent: the first choice. */
  expiry: string | undefined;
}

/** A consent, as it is recorded. */
export interface Allowed {
  kind: 'allowed';
  scopes: readonly string[];
  /** The optional scopes that the user left out. */
  declined: readonly string[];
  /** When it ends; `null`: not before somebody revokes it. */
  expiresAt: Instant | null;
  /** `unchanged`: scopes without selected resources must not lift the selection of an earlier consent. */
  resources: readonly ResourceRef[] | 'unchanged';
  ceiling: readonly string[] | null;
  byManager: boolean;
  /** It repeats an earlier consent without asking. */
  repeated: boolean;
}

/** Why a choice cannot be allowed. */
export type ChoiceProblem =
  | { code: 'no_scope' | 'expiry_not_offered' | 'resources_unavailable' | 'no_resource' }
  /** Values that are not in the list: something is gone since, or the form was forged. */
  | { code: 'resource_not_offered'; gone: readonly string[] };

/** Judges a user's choices, whichever page asked for them. */
export async function allowed(
  api: Api,
  decidable: Decidable,
  choice: Choice,
): Promise<Result<Allowed, ChoiceProblem>> {
  const { asked, membership, byManager, grant } = decidable;
  const optional = optionalAmong(api.config.scopes, asked.scopes);
  const declined = optional.filter((name) => !choice.scopes.includes(name));
  const scopes = asked.scopes.filter((name) => !declined.includes(name));
  if (scopes.length === 0 && asked.details.length === 0) return refused({ code: 'no_scope' });

  const { expiry: rules } = api.config.consent;
  const now = api.clock.now();
  const expiry =
    choice.expiry === undefined ? firstExpiryChoice(rules, grant, now) : readExpiry(choice.expiry);
  if (expiry === null || !expiryChoices(rules, grant, now).includes(expiry))
    return refused({ code: 'expiry_not_offered' });

  const resources = await chosenResources(api, decidable, scopes, choice.resources);
  if (!resources.ok) return resources;
  return ok({
    kind: 'allowed',
    scopes,
    declined,
    expiresAt: expiryOf(expiry, grant, now),
    resources: resources.value,
    ceiling: await ceiling(api, membership),
    byManager,
    repeated: false,
  });
}

function readExpiry(value: string): ExpiryChoice | null {
  if (value === 'untilRevoked' || value === 'unchanged') return value;
  return /^[1-9]\d{0,4}$/.test(value) ? Number(value) : null;
}

async function chosenResources(
  api: Api,
  decidable: Decidable,
  scopes: readonly string[],
  ticked: readonly string[],
): Promise<Result<Allowed['resources'], ChoiceProblem>> {
  if (!selectsResources(api.config.scopes, scopes)) return ok('unchanged');
  const choices = await choicesIn(api, decidable);
  if (choices === 'unavailable') return refused({ code: 'resources_unavailable' });
  const tree = treeOf(choices === 'none' ? [] : choices, includesFuture(api));
  const chosen = selectedIn(tree, ticked);
  if (chosen.gone.length > 0) return refused({ code: 'resource_not_offered', gone: chosen.gone });
  return chosen.resources.length === 0 ? refused({ code: 'no_resource' }) : ok(chosen.resources);
}
