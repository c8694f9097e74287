import type { Api } from '../../api.ts';
import {
  type AccessToken,
  type AuthorizationDetail,
  type Confirmation,
  detailsMember,
  type Instant,
  type PresentedGrant,
  scopeMember,
} from '../../model/index.ts';
import { expiresIn } from '../../rules/token/lifetimes.ts';
import { tokenTypeOf } from '../../rules/token/token-type.ts';
import type { Minted } from '../../tokens/mint.ts';

/** A successful answer of the token endpoint (RFC 6749 section 5.1). */
export interface TokenAnswer {
  access_token: string;
  /** Section 5.1: "Value is case insensitive." */
  token_type: string;
  expires_in: number;
  refresh_token?: string;
  /** Absent if the token has no scope: RFC 6749 section 3.3 has no empty scope. */
  scope?: string;
  authorization_details?: readonly AuthorizationDetail[];
  /** `connected_account_id`, and the tenant under the API's own name, if a platform gains a connection. */
  [extra: string]: string | number | readonly AuthorizationDetail[];
}

/** The tokens that a grant has issued, with the data for the answer. */
export interface Issued {
  access: Minted<AccessToken>;
  confirmation: Confirmation | null;
  refresh?: { token: string } | null;
  scopes: readonly string[];
  details?: readonly AuthorizationDetail[];
  /** RFC 8693 section 2.2.1: only for an exchanged token. */
  issuedTokenType?: string;
  idToken?: { id_token?: string };
  /** The grant, if the answer names the connection that the client has gained. */
  connection?: PresentedGrant;
  now: Instant;
}

/**
 * Returns the answer of every grant, with members in the order of RFC 6749 section 5.1: parsers ignore it,
 * but people compare answers with printed ones.
 */
export function tokenAnswer({ config }: Pick<Api, 'config'>, issued: Issued): TokenAnswer {
  const { access, refresh, issuedTokenType, connection } = issued;
  return {
    access_token: access.token,
    ...(issuedTokenType === undefined ? {} : { issued_token_type: issuedTokenType }),
    token_type: tokenTypeOf(issued.confirmation),
    expires_in: expiresIn(issued.now, access.record.expiresAt),
    ...(refresh ? { refresh_token: refresh.token } : {}),
    ...scopeMember(issued.scopes),
    ...detailsMember(issued.details ?? []),
    ...issued.idToken,
    ...(connection ? connectionMembers(config.tenant.field, connection) : {}),
  };
}

/** Returns the members about a connection that a platform has just gained, or none for other clients. */
function connectionMembers(tenantField: string, grant: PresentedGrant): Record<string, string> {
  if (grant.connectedAccountId === null) return {};
  return { connected_account_id: grant.connectedAccountId, [tenantField]: grant.tenantId };
}
