import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { ApiConfig } from '../../config/index.ts';
import type { Inbound } from '../../http/inbound.ts';
import { DAY, SECOND } from '../../lib/clock.ts';
import { sha256 } from '../../lib/compare.ts';
import { newId } from '../../lib/ids.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { Instant, Mode, PersonalToken, TenantId } from '../../model/index.ts';
import { newToken } from '../../tokens/format.ts';
import { type Sentences, sentence } from '../../words/sentence.ts';
import { readAllowlist } from '../addresses.ts';
import type { Listing, Member } from '../connections/selectable.ts';
import { offeredLifetimes, offeredModes, offeredScopes } from './offered.ts';
import { selectedFor } from './selected.ts';

export interface TokenInput {
  name: string;
  scopes: string[];
  /** As `type:id`. */
  resources: readonly string[];
  /** Days until it expires. */
  days: string;
  addresses: string[];
  mode: string;
}

/** Problems by field. */
export type TokenProblems = Sentences<keyof TokenInput>;

/** A token as its owner is shown it once, and its row, which has only a hash. */
export interface NewToken {
  token: string;
  record: PersonalToken;
}

/** Creates a personal access token. */
export async function createToken(
  api: Api,
  request: Inbound,
  owner: Member,
  input: TokenInput,
): Promise<Result<NewToken, TokenProblems>> {
  const made = await newPersonalToken(api, owner, input, api.clock.now());
  if (!made.ok) return made;
  const { record } = made.value;
  const most = api.config.limits.personalTokens;
  const row = auditEvent(api, request, 'personal_token.created', rowOf(record));
  if ((await api.store.createPersonalToken(record, [row], most)) === 'too_many') {
    return refused({ name: sentence('tooManyTokens', most) });
  }
  return made;
}

/** Returns what the row of the log says of a new token. */
export function rowOf(record: PersonalToken) {
  const { id: tokenId, name, scopes, resources, ipAllowlist, expiresAt, userId, tenantId, mode } = record;
  const selected = resources === null ? {} : { resources };
  return { userId, tenantId, mode, detail: { tokenId, name, scopes, ...selected, ipAllowlist, expiresAt } };
}

/** Makes a personal access token, which the store does not know yet; or says by field what is wrong with the input. */
export async function newPersonalToken(
  api: Listing,
  owner: Member,
  input: TokenInput,
  now: Instant,
): Promise<Result<NewToken, TokenProblems>> {
  const { config } = api;
  const checked = checkToken(config, owner.tenantId, input);
  const { scopes: given, resources: values } = input;
  const selected = await selectedFor(api, owner, { scopes: given, values });
  if (!checked.ok) {
    return refused({ ...checked.problem, ...(selected.ok ? {} : { resources: selected.problem }) });
  }
  if (!selected.ok) return refused({ resources: selected.problem });
  const { name, scopes, days, mode, ipAllowlist } = checked.value;
  const token = newToken(config.tokens.prefixes.personal, mode);
  const record: PersonalToken = {
    id: newId('token'),
    hash: sha256(token),
    name,
    hint: token.slice(-4),
    userId: owner.user.id,
    tenantId: owner.tenantId,
    scopes,
    resources: selected.value,
    ipAllowlist,
    mode,
    createdAt: now,
    expiresAt: now + Math.min(days * DAY, config.lifetimes.personalMax * SECOND),
    lastUsedAt: null,
    revokedAt: null,
  };
  return ok({ token, record });
}

interface CheckedToken {
  name: string;
  scopes: string[];
  days: number;
  mode: Mode;
  ipAllowlist: string[] | null;
}

function checkToken(
  config: ApiConfig,
  tenantId: TenantId,
  input: TokenInput,
): Result<CheckedToken, TokenProblems> {
  const problems: TokenProblems = {};
  if (input.name === '') problems.name = sentence('nameToRecognise');
  const offered = offeredScopes(config, { toClient: false });
  if (input.scopes.length === 0) problems.scopes = sentence('leastOneScope');
  else if (!input.scopes.every((scope) => offered.includes(scope))) {
    problems.scopes = sentence('scopeForToken');
  }
  const days = offeredLifetimes(config).find((each) => String(each) === input.days);
  if (days === undefined) problems.days = sentence('expires');
  const mode = offeredModes(config, tenantId).find((each) => each === input.mode);
  if (mode === undefined) problems.mode = sentence('works');
  const addresses = readAllowlist(input.addresses);
  if (!addresses.ok) problems.addresses = addresses.problem;
  if (Object.keys(problems).length > 0 || !addresses.ok || days === undefined || mode === undefined) {
    return refused(problems);
  }
  return ok({
    name: input.name,
    scopes: [...new Set(input.scopes)],
    days,
    mode,
    ipAllowlist: addresses.value,
  });
}
