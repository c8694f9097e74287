import type { Api } from '../../api.ts';
import { offeredToMembers } from '../../config/offered-grants.ts';
import { offeredMethods } from '../../config/offered-methods.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import { type ClientKind, GRANTS, type GrantType, type Mode, REFRESH_TOKEN } from '../../model/index.ts';
import { lacksRedirectUri, unfitGrant } from '../../rules/client/grant-types.ts';
import { redirectUriProblem } from '../../rules/request/redirect-uri.ts';
import { scopesOpenTo } from '../../rules/scope/scope.ts';
import { type Sentence, type Sentences, sentence } from '../../words/sentence.ts';
import { offeredModes, offeredScopes } from '../tokens/offered.ts';

/** A client as its owner entered it. */
export interface ClientInput {
  name: string;
  kind: string;
  redirectUris: string[];
  scopes: string[];
  grantTypes: string[];
  mode: string;
}

/** Problems by field. */
export type ClientProblems = Sentences<keyof ClientInput | 'addresses' | 'plan'>;

/** The kinds that users can create on a page. */
export const OFFERED_KINDS = ['confidential', 'public'] as const satisfies ClientKind[];

/** Returns the kinds that somebody can create: a developer makes platforms only where an operator approves them first. */
export function kindsFor({ config }: Api, as: 'owner' | 'operator'): readonly ClientKind[] {
  return as === 'operator' || config.developers.approval !== 'none'
    ? [...OFFERED_KINDS, 'platform']
    : OFFERED_KINDS;
}

export interface CheckedClient {
  name: string;
  kind: ClientKind;
  redirectUris: string[];
  scopes: string[];
  grantTypes: GrantType[];
  mode: Mode;
}

export const MOST_REDIRECT_URIS = 20;

/** Checks all fields at once, so that the form can show every problem beside its field. */
export function checkClient(
  api: Api,
  input: ClientInput,
  as: 'owner' | 'operator' = 'owner',
): Result<CheckedClient, ClientProblems> {
  const problems: ClientProblems = {};
  const kinds = kindsFor(api, as);
  const kind = kinds.find((each) => each === input.kind);
  const mode = offeredModes(api.config).find((each) => each === input.mode);
  const offered = as === 'operator' ? GRANTS : offeredToMembers(api.config);
  const grants = offered.filter(({ type }) => input.grantTypes.includes(type));
  const grantTypes = grants.map(({ type }) => type as GrantType);
  const name = nameProblem(input.name);
  if (name) problems.name = name;
  if (!kind && input.kind !== 'platform') problems.kind = sentence('runs');
  else if (!kind || !isTaken(api, kind)) {
    problems.kind = sentence('notTaken');
  }
  if (!mode) problems.mode = sentence('worksWith');
  if (input.grantTypes.some((type) => !grants.some((each) => each.type === type))) {
    problems.grantTypes = sentence('chooseFrom', offered.map(({ type }) => type).join(', '));
  } else if (grantTypes.length === 0) problems.grantTypes = sentence('leastOne');
  if (grantTypes.includes(REFRESH_TOKEN.type) && !grants.some(({ asksUser }) => asksUser)) {
    problems.grantTypes = sentence('staying');
  }
  if (kind && unfitGrant(kind, grantTypes)) {
    problems.grantTypes = sentence('needsSecret');
  }
  const scopes = kind && scopesProblem(api, kind, as, input.scopes);
  if (scopes) problems.scopes = scopes;
  const uris = redirectUrisProblem({
    uris: input.redirectUris,
    needed: lacksRedirectUri({ grantTypes, redirectUris: input.redirectUris }),
    isPublic: kind === 'public',
    // The dialect is only for clients that the operator made.
    schemeless: false,
  });
  if (uris) problems.redirectUris = uris;
  if (Object.keys(problems).length > 0 || !kind || !mode) return refused(problems);
  return ok({
    name: input.name,
    kind,
    redirectUris: [...new Set(input.redirectUris)],
    scopes: [...new Set(input.scopes)],
    grantTypes,
    mode,
  });
}

/**
 * Returns whether users may create a client of this kind. Such clients authenticate by a secret in a form or
 * header, or not at all.
 */
export function isTaken(api: Api, kind: ClientKind): boolean {
  const methods = offeredMethods(api);
  if (kind === 'public') return methods.includes('none');
  return methods.includes('client_secret_basic') || methods.includes('client_secret_post');
}

/**
 * Returns why a client may not ask for these scopes, or `null`.
 *
 * @param all the scopes that it has afterwards, where `scopes` are the new ones alone
 */
export function scopesProblem(
  { config }: Api,
  kind: ClientKind,
  as: 'owner' | 'operator',
  scopes: readonly string[],
  all = scopes,
): Sentence | null {
  if (all.length === 0) return sentence('leastOneToAsk');
  const offered =
    as === 'operator' || kind === 'platform'
      ? scopesOpenTo(kind, config.scopes)
      : offeredScopes(config, { toClient: true });
  return scopes.every((scope) => offered.includes(scope)) ? null : sentence('fromList', offered.join(', '));
}

/** Users read the name on the consent page and decide by it. */
export function nameProblem(name: string): Sentence | null {
  return name === '' ? sentence('nameForPeople') : null;
}

/** Returns the first problem in a list of redirect URIs, with the line that it is about, or `null`. */
export function redirectUrisProblem({
  uris,
  needed,
  room = MOST_REDIRECT_URIS,
  isPublic,
  schemeless,
}: {
  uris: string[];
  /** At least one is required and there is none. */
  needed: boolean;
  /** The number of further URIs allowed. */
  room?: number;
  isPublic: boolean;
  schemeless: boolean;
}): Sentence | null {
  if (needed) return sentence('leastOneAddress');
  if (uris.length > room) return sentence('mostAddresses', MOST_REDIRECT_URIS);
  for (const uri of uris) {
    const problem = redirectUriProblem(uri, { privateUse: isPublic, schemeless });
    if (problem) return sentence('redirectAt', uri.slice(0, 80), problem);
  }
  return null;
}
