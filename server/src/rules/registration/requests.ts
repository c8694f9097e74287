import { z } from 'zod';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { ClientSettings } from '../../model/index.ts';
import { ASYMMETRIC } from '../jws/signing-algorithms.ts';

/** The server's offer for requests and their answers. */
export interface RequestOffer {
  /** Algorithms for signing answers. */
  responseAlgorithms: readonly string[];
  /** Types of rich authorization details. */
  detailTypes: readonly string[];
}

const MOST_URIS = 20;

/**
 * RFC 9101 section 10.5, RFC 9126 section 6, RFC 9396 section 10, RFC 9701 section 6, JARM section 3, OpenID Connect
 * Registration section 2.
 */
const metadata = z.object({
  require_pushed_authorization_requests: z.boolean().optional(),
  require_signed_request_object: z.boolean().optional(),
  // `none` is excluded: an unsigned object does not prove who made it.
  request_object_signing_alg: z.enum(ASYMMETRIC).optional(),
  request_object_encryption_alg: z.undefined('encrypted request objects are not supported').optional(),
  request_uris: z
    .array(
      z
        .string()
        .max(512)
        .refine((uri) => URL.parse(uri)?.protocol === 'https:', 'must be https URLs'),
    )
    .max(MOST_URIS)
    .optional(),
  authorization_signed_response_alg: z.string().max(20).optional(),
  authorization_encrypted_response_alg: z.undefined('encrypted answers are not supported').optional(),
  introspection_signed_response_alg: z.string().max(20).optional(),
  introspection_encrypted_response_alg: z.undefined('encrypted answers are not supported').optional(),
  authorization_details_types: z.array(z.string().max(200)).max(100).optional(),
});

type RequestSettings = Pick<
  ClientSettings,
  | 'requiresPushedRequests'
  | 'requiresSignedRequests'
  | 'requestObjectAlgorithm'
  | 'requestUris'
  | 'responseAlgorithm'
  | 'introspectionAlgorithm'
  | 'authorizationDetailsTypes'
>;

/**
 * Reads a client's metadata about requests and answers. Refuses, with a sentence, features that the server
 * lacks.
 */
export function readRequestMetadata(
  body: unknown,
  offer: RequestOffer,
  hasKeys: boolean,
): Result<RequestSettings, string> {
  const parsed = metadata.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refused(`${String(issue?.path[0] ?? 'the body')}: ${issue?.message ?? 'is not usable'}`);
  }
  const sent = parsed.data;
  const signs = sent.require_signed_request_object || sent.request_object_signing_alg || sent.request_uris;
  if (signs && !hasKeys) return refused('Signed requests need jwks or jwks_uri.');
  for (const name of ['authorization_signed_response_alg', 'introspection_signed_response_alg'] as const) {
    const wanted = sent[name];
    if (wanted !== undefined && !offer.responseAlgorithms.includes(wanted)) {
      return refused(`${name} must be one of ${offer.responseAlgorithms.join(', ')}.`);
    }
  }
  const answer = sent.authorization_signed_response_alg;
  const introspected = sent.introspection_signed_response_alg;
  const detailTypes = sent.authorization_details_types?.filter((type) => offer.detailTypes.includes(type));
  return ok({
    ...(sent.require_pushed_authorization_requests ? { requiresPushedRequests: true } : {}),
    ...(sent.require_signed_request_object ? { requiresSignedRequests: true } : {}),
    ...(sent.request_object_signing_alg ? { requestObjectAlgorithm: sent.request_object_signing_alg } : {}),
    ...(sent.request_uris ? { requestUris: [...new Set(sent.request_uris)] } : {}),
    ...(answer === undefined ? {} : { responseAlgorithm: answer }),
    ...(introspected === undefined ? {} : { introspectionAlgorithm: introspected }),
    ...(detailTypes ? { authorizationDetailsTypes: detailTypes } : {}),
  });
}

/** Returns the same metadata for the answer (RFC 7591 section 3.2.1). */
export function requestMetadataOf(settings: ClientSettings): Record<string, unknown> {
  const members = {
    require_pushed_authorization_requests: settings.requiresPushedRequests,
    require_signed_request_object: settings.requiresSignedRequests,
    request_object_signing_alg: settings.requestObjectAlgorithm,
    request_uris: settings.requestUris,
    authorization_signed_response_alg: settings.responseAlgorithm,
    introspection_signed_response_alg: settings.introspectionAlgorithm,
    authorization_details_types: settings.authorizationDetailsTypes,
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
