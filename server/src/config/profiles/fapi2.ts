import type { ApiConfig } from '../schema/api-config.ts';
import { always, type Demand, type ProfiledClient, withoutDialects } from './demand.ts';
import { clientAlgorithmMissing, FAPI_ALGORITHMS, forbiddenAmong, weakKeyIn } from './fapi2-algorithms.ts';

const FAPI = 'FAPI 2.0 Security Profile section';
const LONGEST_CODE = 60;
const METHODS = ['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'] as const;

/**
 * The Final of February 2025, in its order. Choices that it leaves open, such as DPoP nonces, stay with the
 * owner.
 */
export const FAPI_2: readonly Demand[] = [
  always('Discovery', `${FAPI} 5.3.2.1 item 1`),
  always('No password grant', `${FAPI} 5.3.2.1 item 2`),
  {
    name: 'Confidential clients only',
    source: `${FAPI} 5.3.2.1 item 3`,
    field: 'clientAuthentication',
    value: METHODS,
    missing: ({ clientAuthentication }) =>
      clientAuthentication.includes('none') ? 'public clients (none) are not permitted' : null,
    missingOf: ({ kind }) =>
      kind === 'public' ? 'it is a public client: register it anew with a key' : null,
  },
  {
    name: 'Sender-constrained access tokens only',
    source: `${FAPI} 5.3.2.1 items 4 and 5`,
    field: 'tokens.senderConstrained',
    value: 'required',
    missing: ({ tokens }) =>
      tokens.senderConstrained === 'required'
        ? null
        : 'it has to be required: a thief can use a bearer token',
    missingOf: boundMissing,
  },
  {
    name: 'No personal access tokens, which are bound to no key',
    source: `${FAPI} 5.3.2.1 item 4`,
    field: 'personalTokens',
    value: false,
    missing: ({ personalTokens }) => (personalTokens ? 'they are bearer tokens' : null),
  },
  {
    name: 'Clients authenticate by private_key_jwt or mutual TLS',
    source: `${FAPI} 5.3.2.1 item 6`,
    field: 'clientAuthentication',
    value: METHODS,
    missing: ({ clientAuthentication }) => {
      const weak = clientAuthentication.filter((method) => method.startsWith('client_secret_'));
      return weak.length === 0 ? null : `${weak.join(', ')} cannot be offered`;
    },
    missingOf: ({ kind, authMethod }) =>
      kind === 'public' || METHODS.some((method) => method === authMethod)
        ? null
        : `it authenticates by ${authMethod ?? 'client_secret_basic or client_secret_post'}`,
  },
  always('No open redirector', `${FAPI} 5.3.2.1 item 7`),
  withoutDialects('Assertions made out to the issuer alone', `${FAPI} 5.3.2.1 item 8`, [
    'assertion-audience-token-endpoint',
  ]),
  {
    name: 'Refresh tokens are kept, not rotated',
    source: `${FAPI} 5.3.2.1 item 9`,
    field: 'tokens.refresh',
    value: 'static',
    missing: ({ tokens }) => (tokens.refresh === 'static' ? null : 'it has to be static'),
    missingOf: ({ settings }) => (settings.refresh === 'rotating' ? 'its refresh tokens rotate' : null),
  },
  {
    name: `Codes live for ${LONGEST_CODE} seconds at most`,
    source: `${FAPI} 5.3.2.1 item 11`,
    field: 'lifetimes.code',
    missing: ({ lifetimes }) =>
      lifetimes.code <= LONGEST_CODE ? null : `a code may live for ${LONGEST_CODE} at most`,
  },
  always('Codes can be bound to a DPoP key', `${FAPI} 5.3.2.1 item 12`),
  always('Clocks may differ by 10 seconds and not by 60', `${FAPI} 5.3.2.1 item 13`),
  always('Response type code only', `${FAPI} 5.3.2.2 item 1`),
  {
    name: 'Pushed authorization requests only',
    source: `${FAPI} 5.3.2.2 items 2 to 4`,
    field: 'requirePushedAuthorization',
    value: true,
    missing: ({ requirePushedAuthorization }) => (requirePushedAuthorization ? null : 'it has to be true'),
  },
  withoutDialects('PKCE with S256', `${FAPI} 5.3.2.2 item 5`, ['no-pkce-for-confidential', 's256-assumed']),
  {
    name: 'Every pushed request names its redirect URI',
    source: `${FAPI} 5.3.2.2 item 6`,
    field: 'requireRedirectUri',
    value: true,
    missing: ({ requireRedirectUri }) => (requireRedirectUri ? null : 'it has to be true'),
  },
  always('The issuer in every authorization response', `${FAPI} 5.3.2.2 item 7`),
  {
    ...withoutDialects('No redirect URI with http', `${FAPI} 5.3.2.2 item 8`, ['schemeless-redirect']),
    missingOf: unencryptedRedirect,
  },
  always('Codes work once', `${FAPI} 5.3.2.2 item 9`),
  always('Redirects by 303, never by 307', `${FAPI} 5.3.2.2 items 10 and 11`),
  always('Pushed requests wait for less than 600 seconds', `${FAPI} 5.3.2.2 item 12`),
  always('The consent page tells who asks, and for what', `${FAPI} 5.3.2.2 item 13`),
  always('nonce of 64 characters', `${FAPI} 5.3.2.2 item 14`),
  withoutDialects('Requests as RFC 6749 has them', `${FAPI} 5.3.1`, [
    'json-token-request',
    'form-without-content-type',
    'stray-whitespace',
    'redirect-url-parameter',
    'grant-type-code',
    'redirect-uri-not-repeated',
  ]),
  {
    name: 'Signed requests, where there are any, say since when they count',
    source: 'FAPI 2.0 Message Signing section 5.3.1',
    field: 'requireNotBefore',
    value: true,
  },
  always('No access tokens in addresses', `${FAPI} 5.3.4 items 1 and 2`),
  always('The API is called only with what a token is bound to', `${FAPI} 5.3.4 item 5`),
  {
    name: 'Signatures by PS256, ES256 or EdDSA',
    source: `${FAPI} 5.4.1 item 1`,
    field: 'algorithms',
    value: FAPI_ALGORITHMS,
    missing: ({ algorithms }) => forbiddenAmong(algorithms),
    missingOf: clientAlgorithmMissing,
  },
  {
    name: 'Its own signatures likewise',
    source: `${FAPI} 5.4.1 item 1`,
    field: 'signing',
    missing: ({ signing }) => forbiddenAmong(signing),
  },
  {
    name: 'DPoP proofs likewise',
    source: `${FAPI} 5.4.1 item 1`,
    field: 'dpop.algorithms',
    missing: ({ dpop }) => forbiddenAmong(dpop.algorithms),
  },
  {
    name: 'RSA keys of 2048 bits at least',
    source: `${FAPI} 5.4.1 item 2`,
    missingOf: ({ settings }) => weakKeyIn(settings.jwks?.keys ?? []),
  },
];

/**
 * If the API binds every token, clients cannot avoid it. Otherwise a client can have registered bound tokens
 * for itself.
 */
function boundMissing({ settings }: ProfiledClient, { tokens }: ApiConfig): string | null {
  if (tokens.senderConstrained === 'required' || settings.dpopBound || settings.certificateBound) return null;
  return 'its tokens need not be bound: dpop_bound_access_tokens or tls_client_certificate_bound_access_tokens';
}

/** http only for native applications, on a loopback address (RFC 8252 section 7.3). */
function unencryptedRedirect({ redirectUris, settings, dialects }: ProfiledClient): string | null {
  const native = settings.applicationType === 'native';
  const plain = redirectUris.find(
    (uri) => !uri.startsWith('https://') && !(native && /^http:\/\/(127\.0\.0\.1|\[::1\])[:/?]/.test(uri)),
  );
  if (plain !== undefined) return `it is answered unencrypted, at ${plain}`;
  return dialects.includes('schemeless-redirect') ? 'schemeless-redirect cannot be on' : null;
}
