import { z } from 'zod';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { Client, ClientAuthMethod, ClientSettings, GrantType } from '../../model/index.ts';
import { inEnglish } from '../../words/sentence.ts';
import { lacksRedirectUri } from '../client/grant-types.ts';
import { kindOf } from '../client/kind.ts';
import { redirectUriProblem } from '../request/redirect-uri.ts';
import { type OfferedGrant, readGrantTypes } from './grants.ts';
import { chooseAuthMethod, KEY_METADATA, type ProofOffer, readProofMetadata } from './keys.ts';
import { readOpenIdMetadata } from './openid.ts';
import { readRequestMetadata } from './requests.ts';
import { readSoftwareMetadata } from './software.ts';

export interface RegistrationProblem {
  error: 'invalid_redirect_uri' | 'invalid_client_metadata';
  description: string;
}

/** The limits of an unverified client. */
export interface Registration {
  name: string;
  redirectUris: string[];
  grantTypes: GrantType[];
  authMethod: ClientAuthMethod;
  scopes: string[];
  clientUri: string | null;
  logoUri: string | null;
  settings: ClientSettings;
  /** The document at this address has to list the redirect URIs before the client is created. */
  sectorIdentifierUri: string | null;
}

const MOST_REDIRECT_URIS = 20;
/** Shown on the consent page: one line, without characters that change the writing direction. */
const NAME = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u;

const address = z.string().max(2048);
const webPage = address.refine(
  (value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''),
  'must be an https or http URL',
);

/** Known members; others are ignored, as RFC 7591 section 2 requires. */
const metadata = z.object({
  redirect_uris: z.array(z.string()).max(MOST_REDIRECT_URIS).optional(),
  token_endpoint_auth_method: z.string().optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).max(20).optional(),
  ...KEY_METADATA,
  grant_types: z.array(z.string()).max(20).optional(),
  response_types: z.array(z.string()).max(20).optional(),
  client_name: z.string().trim().min(1).max(100).regex(NAME, 'must be one line of text').optional(),
  client_uri: webPage.optional(),
  logo_uri: webPage.optional(),
  scope: z.string().max(2000).optional(),
  dpop_bound_access_tokens: z.boolean().optional(),
});

/**
 * Returns client metadata without empty members. Libraries send every member that they know, so `null` and an
 * empty text count as omitted (RFC 7592 section 2.2 treats them so as well).
 */
export function withoutEmptyMembers(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const says = (value: unknown) => value !== null && !(typeof value === 'string' && /^ *$/.test(value));
  return Object.fromEntries(Object.entries(body).filter(([, value]) => says(value)));
}

/**
 * Reads client metadata (RFC 7591 section 2). `scopes` and `offer`: available to self-registered clients;
 * `grants`: those it may have; `idTokenAlgorithms`: empty if the API has no sign-in.
 */
export function readRegistration(
  metadataAsSent: unknown,
  scopes: readonly string[],
  offer: ProofOffer,
  grants: readonly OfferedGrant[],
  idTokenAlgorithms: readonly string[] = [],
): Result<Registration, RegistrationProblem> {
  const body = withoutEmptyMembers(metadataAsSent);
  const parsed = metadata.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = String(issue?.path[0] ?? 'the body');
    if (where === 'redirect_uris') {
      return refused({
        error: 'invalid_redirect_uri',
        description: `redirect_uris must be at most ${MOST_REDIRECT_URIS} strings.`,
      });
    }
    return invalid(`${where}: ${issue?.message ?? 'is not usable'}`);
  }
  const sent = parsed.data;
  const grantTypes = readGrantTypes(
    {
      ...(sent.grant_types ? { grant_types: sent.grant_types } : {}),
      ...(sent.response_types ? { response_types: sent.response_types } : {}),
    },
    grants,
  );
  if (!grantTypes.ok) return invalid(grantTypes.problem);

  const method = chooseAuthMethod(sent, offer);
  if (!method.ok) return invalid(method.problem);
  const authMethod = method.value;
  const proof = readProofMetadata(sent, authMethod, offer);
  if (!proof.ok) return invalid(proof.problem);
  const hasKeys = proof.value.jwks !== undefined || proof.value.jwksUri !== undefined;
  const requests = readRequestMetadata(body, offer.requests, hasKeys);
  if (!requests.ok) return invalid(requests.problem);
  const software = readSoftwareMetadata(body);
  if (!software.ok) return invalid(software.problem);
  const redirectUris = [...new Set(sent.redirect_uris ?? [])];
  if (lacksRedirectUri({ grantTypes: grantTypes.value, redirectUris })) {
    return refused({ error: 'invalid_redirect_uri', description: 'redirect_uris needs at least one URI.' });
  }
  const runsOnDevice = kindOf(authMethod) === 'public';
  for (const uri of redirectUris) {
    const allow = { privateUse: runsOnDevice, schemeless: false, anyPort: true };
    const problem = redirectUriProblem(uri, allow);
    if (problem) return refused({ error: 'invalid_redirect_uri', description: inEnglish(problem) });
  }
  const asked = sent.scope?.split(' ').filter((name) => scopes.includes(name)) ?? [];
  const openid =
    idTokenAlgorithms.length === 0
      ? null
      : readOpenIdMetadata(body, { redirectUris, runsOnDevice }, idTokenAlgorithms);
  if (openid && !openid.ok) return invalid(openid.problem);
  return ok({
    sectorIdentifierUri: openid?.value.sectorIdentifierUri ?? null,
    name: sent.client_name ?? hostOf(redirectUris),
    redirectUris,
    grantTypes: grantTypes.value,
    authMethod,
    // RFC 7591 section 2: "the authorization server MAY register a client with a default set of scopes".
    scopes: asked.length > 0 ? [...new Set(asked)] : [...scopes],
    clientUri: sent.client_uri ?? null,
    // A page over TLS could not show an image over http.
    logoUri: sent.logo_uri?.startsWith('https:') ? sent.logo_uri : null,
    // RFC 9449 section 5.2.
    settings: {
      ...proof.value,
      ...requests.value,
      ...openid?.value.settings,
      ...software.value,
      ...(sent.dpop_bound_access_tokens ? { dpopBound: true } : {}),
    },
  });
}

/** Returns the client of a registration, for checks before it is stored. */
export function asClient({ sectorIdentifierUri, ...described }: Registration) {
  const kind: Client['kind'] = kindOf(described.authMethod);
  return { ...described, kind, dialects: [] };
}

/** A client without a name is called by the host of its redirect URI. */
function hostOf([uri = '']: string[]): string {
  const parsed = URL.parse(uri);
  return parsed?.host || parsed?.protocol.slice(0, -1) || 'Unnamed application';
}

function invalid(description: string): { ok: false; problem: RegistrationProblem } {
  return refused({ error: 'invalid_client_metadata', description });
}
