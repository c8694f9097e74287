import { managerRoles } from '../../access/roles.ts';
import { expandScopes } from '../../access/scopes.ts';
import type { KeylessApi } from '../../api.ts';
import type { Trace } from '../../audit/api-called.ts';
import type { ApiConfig } from '../../config/index.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import { after, type Soon } from '../../lib/soon.ts';
import type {
  AuthorizationDetail,
  Client,
  Grant,
  Instant,
  Mode,
  PersonalToken,
  Tenant,
  TokenKind,
  User,
} from '../../model/index.ts';
import type { Match } from '../../openapi/matching/route-tree.ts';
import { grantEnd, isSuspended } from '../../rules/grant/standing.ts';
import { scopesLeft } from '../../rules/scope/scope.ts';
import type { ActingFor } from '../../store/store.ts';
import type { Call } from '../call.ts';
import type { Failure } from '../refusal/refusals.ts';
import { type PresentedToken, traceOf } from './presented-token.ts';
import { Rights } from './rights.ts';

/** The caller, and the user whom it acts for, with everything that limits it. */
export interface ActingAs {
  kind: TokenKind;
  client: Client | null;
  user: User | null;
  tenant: Tenant | null;
  role: string | null;
  customPermissions: readonly string[] | null;
  grant: Grant | null;
  /** The connected account that the call is made for. */
  connectedAccount: string | null;
  /** The expanded scopes that both the token and the grant hold. */
  scopes: Set<string>;
  personal: PersonalToken | null;
  /** The properties of the token that limit how long and where it counts. */
  token: Pick<PresentedToken, 'expiresAt' | 'confirmation' | 'audience'>;
  /** The actors for the user, outermost first. */
  actors: readonly string[];
  /** The token's rich authorization details (RFC 9396). */
  details: readonly AuthorizationDetail[];
  trace: Trace;
  rights: Rights;
}

/** The parts of a call on which its connection depends. */
type Addressed = { call: Pick<Call, 'account'>; match: Match; mode: Mode; now: Instant };

/** Finds out for whom a call is made. */
export function connected(
  facts: Addressed & { api: KeylessApi; token: PresentedToken; acting?: ActingAs | null | undefined },
): Soon<Failure | null> {
  return after(actFor(facts.api, facts, facts.token), (acting) => {
    if (!acting.ok) return acting.problem;
    facts.acting = acting.value;
    return null;
  });
}

/**
 * Uses the token and, if the API has one, the account header. An account that does not exist, belongs to
 * another platform or has no user any more gets the same answer, so that a platform cannot learn another's tenants.
 */
function actFor(api: KeylessApi, attempt: Addressed, token: PresentedToken): Soon<Result<ActingAs, Failure>> {
  const header = api.config.accountHeader;
  const named = attempt.call.account?.trim() || undefined;

  const aboutCustomer = attempt.match.kind === 'found' && attempt.match.operation.customerData;
  const isPlatform = token.kind === 'client' && token.client?.kind === 'platform';
  const byItself = () =>
    token.tenant === null && aboutCustomer ? refused(forNobody(api)) : ok(acting(api, token, token));

  if (token.problem === 'grant_suspended') {
    return refused({ ...SUSPENDED, ...(isOptional(attempt) ? ENDED : {}) });
  }
  if (header === undefined) return byItself();
  if (named?.includes(',')) {
    return refused({ code: 'invalid_request', detail: `Send ${header} once, with one account.` });
  }
  if (named === undefined) {
    if (aboutCustomer && (isPlatform || token.kind === 'connected')) {
      return refused({
        code: 'connected_account_required',
        detail: `Name the connected account that this call is for in the ${header} header.`,
      });
    }
    return byItself();
  }
  const own = token.kind === 'connected' ? (token.grant?.connectedAccountId ?? null) : null;
  if (own !== null && named === own) return ok(acting(api, token, token));
  return forNamed(api, token, { header, named, own, isPlatform }, attempt);
}

/** For an account that the token itself does not name. */
async function forNamed(
  api: KeylessApi,
  token: PresentedToken,
  {
    header,
    named,
    own,
    isPlatform,
  }: { header: string; named: string; own: string | null; isPlatform: boolean },
  attempt: Addressed,
): Promise<Result<ActingAs, Failure>> {
  if (own !== null && (await api.store.accountOfAlias(named)) === own) return ok(acting(api, token, token));
  return isPlatform ? forAccount(api, token, { header, named }, attempt) : refused(inactive(header));
}

/** If a token is optional, one that has ended is answered like any other invalid token. */
const ENDED = { status: 401, challenge: 'invalid_token' } as const;

function isOptional({ match }: Addressed): boolean {
  return match.kind === 'found' && match.operation.optional === true;
}

/** Lets a platform's own token act for a connected account, by the authority of one of the tenant's users. */
async function forAccount(
  api: KeylessApi,
  token: PresentedToken,
  { header, named }: { header: string; named: string },
  attempt: Addressed,
): Promise<Result<ActingAs, Failure>> {
  const connection = await api.store.connectedAccount(named, managerRoles(api.config));
  if (!connection || connection.grant.clientId !== token.client?.id) {
    return refused(inactive(header));
  }
  const { grant } = connection;
  const trace: Trace = {
    ...traceOf(token),
    tenantId: grant.tenantId,
    userId: grant.userId,
    connectedAccountId: grant.connectedAccountId,
    grantId: grant.id,
  };
  const ended = grantEnd(grant, attempt.now);
  if (ended) {
    return refused({
      code: 'authorization_revoked',
      detail:
        ended === 'grant_expired'
          ? 'The customer’s authorization of this account has expired; ask them to connect again.'
          : 'The customer revoked the authorization of this account; ask them to connect again.',
      // The token itself is still valid, so authenticating again would not help.
      status: 403,
      challenge: null,
      trace,
    });
  }
  if (grant.mode !== attempt.mode) {
    const detail = `This is a ${grant.mode} account and a ${attempt.mode} domain.`;
    return refused({ code: 'domain_mismatch', detail, trace });
  }
  if (isSuspended(grant)) return refused({ ...SUSPENDED, trace });
  if (!connection.user || !connection.tenant) {
    return refused({ ...inactive(header), trace });
  }
  return ok(acting(api, token, connection, trace));
}

/**
 * A token without a tenant opens only operations without tenant data (`x-latchkey-tenant: false`): otherwise
 * no role and no selection would limit its access.
 */
function forNobody({ config }: KeylessApi): Failure {
  const { word } = config.tenant;
  return {
    code: 'tenant_required',
    detail: `This call is about the data of one ${word}, and the token was issued for none; its client has to be bound to a ${word} and get a new token.`,
  };
}

/** Told only to a client whose connection it is: neither another token nor another consent helps. */
const SUSPENDED: Failure = {
  code: 'connected_account_invalid',
  detail: 'The customer suspended this connection. Calls are answered again once they resume it.',
  remedy: 'ask_admin',
};

function inactive(header: string): Failure {
  return {
    code: 'connected_account_invalid',
    detail: `The connected account is not valid for this token or not active; check the ${header} header.`,
  };
}

/** The last caller that was made of rows, as long as they are remembered. */
const actedBefore = new WeakMap<ActingFor, { config: ApiConfig; token: PresentedToken; acting: ActingAs }>();

function acting(api: KeylessApi, token: PresentedToken, behind: ActingFor, trace?: Trace): ActingAs {
  const { config } = api;
  const before = actedBefore.get(behind);
  if (before?.config === config && before.token === token) return before.acting;
  const made = actingOf(config, token, behind, trace ?? traceOf(token));
  actedBefore.set(behind, { config, token, acting: made });
  return made;
}

function actingOf(config: ApiConfig, token: PresentedToken, behind: ActingFor, trace: Trace): ActingAs {
  const expand = (scopes: readonly string[]) => expandScopes(config.scopes, scopes);
  const granted = behind.grant?.scopes ?? token.scopes;
  const scopes = scopesLeft(token.scopes, granted, expand);
  const { resources } = behind.grant ?? token.personal ?? { resources: null };
  return {
    kind: token.kind,
    client: token.client,
    user: behind.user,
    tenant: behind.tenant,
    role: behind.role,
    customPermissions: behind.customPermissions,
    grant: behind.grant,
    connectedAccount: behind.grant?.connectedAccountId ?? null,
    scopes,
    personal: token.personal,
    token: { expiresAt: token.expiresAt, confirmation: token.confirmation, audience: token.audience },
    actors: token.actors,
    details: token.details,
    trace,
    rights: new Rights(config, { ...behind, resources, scopes }),
  };
}
