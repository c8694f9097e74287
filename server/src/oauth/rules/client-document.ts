import { type Result, refused } from '../../lib/result.ts';
import { type Registration, readRegistration } from './registration.ts';
import type { ProofOffer } from './registration-keys.ts';

const LONGEST = 1024;
const GRANT_TYPES = ['authorization_code', 'refresh_token'];
const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

/**
 * Whether a `client_id` is the address of its own metadata (Client ID Metadata Documents section 3): https, a path,
 * no fragment, no credentials, no dot segments. It must be written as a browser would write it, so that there is
 * one spelling of each.
 *
 * @param loopback also http on this machine: in development
 */
export function isDocumentAddress(clientId: string, loopback: boolean): boolean {
  if (clientId.length > LONGEST || !/^https?:\/\//.test(clientId)) return false;
  const url = URL.parse(clientId);
  // Normalising resolves dot segments, `%2e` among them, so an address that had any differs from its normal form.
  if (url === null || url.href !== clientId || clientId.includes('#')) return false;
  if (url.username !== '' || url.password !== '' || url.pathname === '/') return false;
  return url.protocol === 'https:' || (loopback && isLoopback(url.hostname));
}

function isLoopback(host: string): boolean {
  return host === '127.0.0.1' || host === '[::1]' || host === 'localhost' || host.endsWith('.localhost');
}

/**
 * Reads the document at `clientId`; the problem is one sentence for its developer. A document is written for every
 * server alike, so grants, response types and scopes that are not known here are passed over instead of refused.
 */
export function readClientDocument(
  clientId: string,
  body: Uint8Array,
  scopes: readonly string[],
  offer: ProofOffer,
  { devices, idTokenAlgorithms }: { devices: boolean; idTokenAlgorithms: readonly string[] },
): Result<Registration, string> {
  const document = parseObject(body);
  if (!document) return refused('it is not a JSON object.');
  // Otherwise any page that shows JSON of others could be made to speak for its host.
  if (document.client_id !== clientId) return refused('client_id in it is not its own address.');
  if ('client_secret' in document || 'client_secret_expires_at' in document) {
    return refused('it holds a client secret, which everybody can read.');
  }
  const hasKeys = document.jwks !== undefined || document.jwks_uri !== undefined;
  const read = readRegistration(
    {
      ...document,
      client_name: document.client_name ?? new URL(clientId).host,
      token_endpoint_auth_method:
        document.token_endpoint_auth_method ?? (hasKeys ? 'private_key_jwt' : 'none'),
      grant_types: known(document.grant_types, devices ? [...GRANT_TYPES, DEVICE_CODE] : GRANT_TYPES),
      response_types: known(document.response_types, ['code']),
      scope: typeof document.scope === 'string' ? knownScopes(document.scope, scopes) : document.scope,
    },
    scopes,
    // Section 4.1: what is shared with everybody proves nothing.
    { ...offer, methods: offer.methods.filter((each) => each === 'none' || each === 'private_key_jwt') },
    devices,
    idTokenAlgorithms,
  );
  return read.ok ? read : refused(read.problem.description);
}

function known(sent: unknown, all: readonly string[]): unknown {
  return Array.isArray(sent) ? all.filter((each) => sent.includes(each)) : sent;
}

function knownScopes(sent: string, scopes: readonly string[]): string {
  return sent
    .split(' ')
    .filter((name) => scopes.includes(name))
    .join(' ');
}

function parseObject(body: Uint8Array): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
