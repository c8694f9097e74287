import { parseJson } from '../../lib/kept-text.ts';
import { type Result, refused } from '../../lib/result.ts';
import type { OfferedGrant } from './grants.ts';
import type { ProofOffer } from './keys.ts';
import { type Registration, readRegistration, withoutEmptyMembers } from './metadata.ts';

const LONGEST = 1024;

/**
 * Returns whether a `client_id` is the address of its own metadata (Client ID Metadata Documents section 3):
 * https, a path, no fragment, no credentials, no dot segments. It must be spelled as a browser would, so that
 * each address has one spelling.
 *
 * @param loopback also accepts http on this machine: for development
 */
export function isDocumentAddress(clientId: string, loopback: boolean): boolean {
  if (clientId.length > LONGEST || !/^https?:\/\//.test(clientId)) return false;
  const url = URL.parse(clientId);
  // Normalizing resolves dot segments, including `%2e`, so an address with any differs from its normal form.
  if (url === null || url.href !== clientId || clientId.includes('#')) return false;
  if (url.username !== '' || url.password !== '' || url.pathname === '/') return false;
  return url.protocol === 'https:' || (loopback && isLoopback(url.hostname));
}

function isLoopback(host: string): boolean {
  return host === '127.0.0.1' || host === '[::1]' || host === 'localhost' || host.endsWith('.localhost');
}

/** Reads the document at `clientId`. The problem is one sentence for its developer. */
export function readClientDocument(
  clientId: string,
  body: Uint8Array,
  scopes: readonly string[],
  offer: ProofOffer,
  { grants, idTokenAlgorithms }: { grants: readonly OfferedGrant[]; idTokenAlgorithms: readonly string[] },
): Result<Registration, string> {
  const document = parseObject(body);
  if (!document) return refused('it is not a JSON object.');
  // Otherwise an attacker could use any host that shows JSON written by others.
  if (document.client_id !== clientId) return refused('client_id in it is not its own address.');
  if ('client_secret' in document || 'client_secret_expires_at' in document) {
    return refused('it holds a client secret, which everybody can read.');
  }
  const hasKeys = document.jwks !== undefined || document.jwks_uri !== undefined;
  const method = document.token_endpoint_auth_methods_supported
    ? {}
    : { token_endpoint_auth_method: hasKeys ? 'private_key_jwt' : 'none' };
  const read = readRegistration(
    { client_name: new URL(clientId).host, ...method, ...document },
    scopes,
    // Section 4.1: a shared secret is excluded, because the document is public.
    { ...offer, methods: offer.methods.filter((each) => each === 'none' || each === 'private_key_jwt') },
    grants,
    idTokenAlgorithms,
  );
  return read.ok ? read : refused(read.problem.description);
}

function parseObject(body: Uint8Array): Record<string, unknown> | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    const value = withoutEmptyMembers(parseJson(text));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
