import type { Decision } from '../../../../src/guard/decision.ts';
import type { Grant, RefusalCode, Remedy } from '../../../../src/model/index.ts';
import { NOW, type World } from '../../world.ts';

/** One way of being refused, and everything that shows of it. */
export interface Row {
  title: string;
  call(world: World): Promise<Decision>;
  status: number;
  code: RefusalCode;
  remedy?: Remedy;
  /** Start of `WWW-Authenticate`; `null`: none. */
  challenge: string | null;
  /** The checks that failed. */
  failed: string[];
  /** The client, user and tenant in the audit row. */
  who?: [string | null, string | null, string | null];
  operation?: string | null;
}

/** The realm of every challenge: the API's title, as far as a challenge may quote it. */
export const REALM = `realm="Case 'Office' Munster"`;

/** Where the metadata of the live domain is, as every challenge says (RFC 9728 section 5.1). */
export const METADATA =
  'resource_metadata="http://api.cases.localhost:4000/.well-known/oauth-protected-resource"';

/** The whole challenge to a call without a token: both schemes, and no error. */
export const BARE = `Bearer ${REALM}, ${METADATA}, DPoP algs="ES256 EdDSA Ed25519 PS256 RS256", ${METADATA}`;

/** How the challenge to a bad token begins. */
export const INVALID = `Bearer ${REALM}, error="invalid_token", error_description="`;

/** The client, user and tenant in the record of the token of the platform that Ann connected. */
export const ANN: NonNullable<Row['who']> = ['platform', 'usr_ann', 'org_a'];

/** Lets the end come that a grant's user chose. Nothing records it. */
export async function ends({ api }: World, grant: Grant): Promise<void> {
  const { id: grantId, tenantId, scopes, resources } = grant;
  await api.store.shrinkGrant({
    ...{ grantId, tenantId, scopes, resources },
    ...{ expiresAt: NOW, now: NOW, audit: [] },
  });
}
