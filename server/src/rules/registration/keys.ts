import { createPublicKey } from 'node:crypto';
import { z } from 'zod';
import { ok, type Result, refused } from '../../lib/result.ts';
import {
  CLIENT_AUTH_METHODS,
  type ClientAuthMethod,
  type ClientSettings,
  type PublicKeySet,
} from '../../model/index.ts';
import { isDistinguishedName } from '../client/distinguished-name.ts';
import { isAsymmetric, isHmac } from '../jws/signing-algorithms.ts';
import type { RequestOffer } from './requests.ts';

/** The methods and algorithms that the server offers to a registering client. */
export interface ProofOffer {
  methods: readonly ClientAuthMethod[];
  /** Algorithms for signing assertions. */
  algorithms: readonly string[];
  /** Whether access tokens can be bound to a certificate. */
  certificates: boolean;
  /** Whether keys may be fetched from this machine without TLS: for development. */
  loopbackKeys: boolean;
  requests: RequestOffer;
}

const MOST_KEYS = 20;
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const KEPT_MEMBERS = ['kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'alg', 'use', 'key_ops', 'x5c'];

const name = z.string().min(1).max(1000);

/** Client metadata about keys (RFC 7591 section 2, RFC 8705 sections 2.1.2 and 3.4). */
export const KEY_METADATA = {
  jwks: z.object({ keys: z.array(z.record(z.string(), z.unknown())).max(MOST_KEYS) }).optional(),
  jwks_uri: z.string().max(2048).optional(),
  token_endpoint_auth_signing_alg: z.string().optional(),
  tls_client_auth_subject_dn: name.optional(),
  tls_client_auth_san_dns: name.optional(),
  tls_client_auth_san_uri: name.optional(),
  tls_client_auth_san_ip: z.union([z.ipv4(), z.ipv6()]).optional(),
  tls_client_auth_san_email: name.optional(),
  tls_client_certificate_bound_access_tokens: z.boolean().optional(),
};

const sentKeys = z.object(KEY_METADATA);
type SentKeys = z.output<typeof sentKeys>;

const SUBJECT_MEMBERS = {
  tls_client_auth_subject_dn: 'dn',
  tls_client_auth_san_dns: 'san_dns',
  tls_client_auth_san_uri: 'san_uri',
  tls_client_auth_san_ip: 'san_ip',
  tls_client_auth_san_email: 'san_email',
} as const;

type KeySettings = Pick<
  ClientSettings,
  'jwks' | 'jwksUri' | 'assertionAlgorithm' | 'tlsSubject' | 'certificateBound'
>;

/**
 * Returns the client's authentication method. The preferred one takes precedence. A client may list
 * alternatives (OpenID Connect RP Metadata Choices section 2); if the preferred method is not available, the
 * best alternative is used: an authenticating one before `none`. The client must then use it; otherwise an
 * attacker could omit the authentication.
 */
export function chooseAuthMethod(
  sent: SentKeys & {
    token_endpoint_auth_method?: string | undefined;
    token_endpoint_auth_methods_supported?: string[] | undefined;
  },
  { methods, algorithms }: Pick<ProofOffer, 'methods' | 'algorithms'>,
): Result<ClientAuthMethod, string> {
  const { jwks, jwks_uri: uri, token_endpoint_auth_signing_alg: algorithm } = sent;
  const signs = (jwks ?? uri) !== undefined && (algorithm === undefined || algorithms.includes(algorithm));
  const possible = methods.filter((method) => signs || method !== 'private_key_jwt');
  const { token_endpoint_auth_methods_supported: supported = [] } = sent;
  const preferred = sent.token_endpoint_auth_method ?? (supported.length > 0 ? null : 'client_secret_basic');
  const chosen =
    possible.find((method) => method === preferred) ??
    // `none` is the last of the methods.
    possible.find((method) => supported.includes(method)) ??
    CLIENT_AUTH_METHODS.find((method) => method === preferred || supported.includes(method));
  return chosen === undefined
    ? refused(`token_endpoint_auth_method must be one of ${methods.join(', ')}.`)
    : ok(chosen);
}

/** Returns how a client will authenticate, or the problem as one sentence. */
export function readProofMetadata(
  sent: SentKeys,
  method: ClientAuthMethod,
  offer: Pick<ProofOffer, 'methods' | 'certificates' | 'loopbackKeys'>,
): Result<KeySettings, string> {
  if (!offer.methods.includes(method)) {
    return refused(`token_endpoint_auth_method: ${method} is not offered here.`);
  }
  const keys = readKeys(sent, offer);
  if (!keys.ok) return keys;
  const hasKeys = keys.value.jwks !== undefined || keys.value.jwksUri !== undefined;
  if ((method === 'private_key_jwt' || method === 'self_signed_tls_client_auth') && !hasKeys) {
    return refused(`token_endpoint_auth_method: ${method} needs jwks or jwks_uri.`);
  }
  const algorithm = sent.token_endpoint_auth_signing_alg;
  if (algorithm !== undefined && !fits(algorithm, method)) {
    return refused('token_endpoint_auth_signing_alg does not go with token_endpoint_auth_method.');
  }
  const subject = readSubject(sent, method);
  if (!subject.ok) return subject;
  const bound = sent.tls_client_certificate_bound_access_tokens === true;
  if (bound && !offer.certificates) {
    return refused('tls_client_certificate_bound_access_tokens: client certificates are not taken here.');
  }
  return ok({
    ...keys.value,
    ...(algorithm === undefined ? {} : { assertionAlgorithm: algorithm }),
    ...subject.value,
    ...(bound ? { certificateBound: true } : {}),
  });
}

/** Returns the same metadata for the answer to a registration. */
export function proofMetadata(settings: ClientSettings): Record<string, unknown> {
  const { jwks, jwksUri, assertionAlgorithm, tlsSubject, certificateBound } = settings;
  const subject = Object.entries(SUBJECT_MEMBERS).find(([, kind]) => kind === tlsSubject?.kind)?.[0];
  return {
    ...(jwks ? { jwks } : {}),
    ...(jwksUri === undefined ? {} : { jwks_uri: jwksUri }),
    ...(assertionAlgorithm === undefined ? {} : { token_endpoint_auth_signing_alg: assertionAlgorithm }),
    ...(subject === undefined ? {} : { [subject]: tlsSubject?.value }),
    ...(certificateBound ? { tls_client_certificate_bound_access_tokens: true } : {}),
  };
}

function readKeys(
  { jwks, jwks_uri: uri }: SentKeys,
  { loopbackKeys }: Pick<ProofOffer, 'loopbackKeys'>,
): Result<Pick<ClientSettings, 'jwks' | 'jwksUri'>, string> {
  // RFC 7591 section 2: both "MUST NOT both be present in the same request".
  if (jwks && uri !== undefined) return refused('jwks and jwks_uri exclude each other.');
  if (uri !== undefined) {
    return isKeyAddress(uri, loopbackKeys) ? ok({ jwksUri: uri }) : refused('jwks_uri must be an https URL.');
  }
  if (!jwks) return ok({});
  const set = readPublicKeySet(jwks);
  return set.ok ? ok({ jwks: set.value }) : set;
}

/** Returns the public keys of a set, each reduced to the members used. The problem is one sentence. */
export function readPublicKeySet(jwks: { keys: Record<string, unknown>[] }): Result<PublicKeySet, string> {
  const keys: Record<string, unknown>[] = [];
  for (const key of jwks.keys) {
    if (key.kty === 'oct' || PRIVATE_MEMBERS.some((member) => Object.hasOwn(key, member))) {
      return refused('jwks holds a private or symmetric key, which is now known here: make a new one.');
    }
    // RFC 7517 section 5: keys of unknown types are ignored.
    if (key.kty !== 'EC' && key.kty !== 'RSA' && key.kty !== 'OKP') continue;
    const kept = Object.fromEntries(Object.entries(key).filter(([member]) => KEPT_MEMBERS.includes(member)));
    if (!isReadable(kept)) return refused('jwks holds a key that cannot be read.');
    keys.push(kept);
  }
  return keys.length > 0 ? ok({ keys }) : refused('jwks holds no key that can be used here.');
}

function isReadable(key: Record<string, unknown>): boolean {
  try {
    createPublicKey({ key, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}

function isKeyAddress(uri: string, loopback: boolean): boolean {
  const url = URL.parse(uri);
  if (url === null || url.hash !== '' || url.username !== '' || url.password !== '') return false;
  if (url.protocol === 'https:') return true;
  const host = url.hostname;
  const local =
    host === '127.0.0.1' || host === '[::1]' || host === 'localhost' || host.endsWith('.localhost');
  return loopback && local && url.protocol === 'http:';
}

function fits(algorithm: string, method: ClientAuthMethod): boolean {
  if (method === 'private_key_jwt') return isAsymmetric(algorithm);
  if (method === 'client_secret_jwt') return isHmac(algorithm);
  // Irrelevant for a method without signatures, but `none` is never an algorithm (OpenID Connect Core 9).
  return isAsymmetric(algorithm) || isHmac(algorithm);
}

function readSubject(
  sent: SentKeys,
  method: ClientAuthMethod,
): Result<Pick<ClientSettings, 'tlsSubject'>, string> {
  if (method !== 'tls_client_auth') return ok({});
  const named = Object.entries(SUBJECT_MEMBERS).flatMap(([member, kind]) => {
    const value = sent[member as keyof typeof SUBJECT_MEMBERS];
    return value === undefined ? [] : [{ kind, value }];
  });
  const [subject] = named;
  if (subject === undefined || named.length > 1) {
    return refused('tls_client_auth needs exactly one of the members tls_client_auth_….');
  }
  if (subject.kind === 'dn' && !isDistinguishedName(subject.value)) {
    return refused('tls_client_auth_subject_dn must be a distinguished name as in RFC 4514.');
  }
  return ok({ tlsSubject: subject });
}
