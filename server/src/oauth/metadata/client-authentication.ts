import { offeredMethods } from '../../config/offered-methods.ts';
import { ASYMMETRIC, HMAC } from '../../rules/jws/signing-algorithms.ts';
import type { MetadataPart } from './part.ts';

/** Methods of client authentication (RFC 8414 section 2), and certificate-bound tokens (RFC 8705 section 3.3). */
export const clientAuthenticationMetadata: MetadataPart = (api) => {
  const methods = offeredMethods(api);
  const algorithms = [
    ...ASYMMETRIC.filter((each) => api.config.algorithms.includes(each)),
    ...(methods.includes('client_secret_jwt') ? HMAC : []),
  ];
  return {
    token_endpoint_auth_methods_supported: methods,
    token_endpoint_auth_signing_alg_values_supported: algorithms,
    revocation_endpoint_auth_methods_supported: methods,
    revocation_endpoint_auth_signing_alg_values_supported: algorithms,
    // RFC 7662 section 2.1: introspection requires authentication.
    introspection_endpoint_auth_methods_supported: methods.filter((method) => method !== 'none'),
    introspection_endpoint_auth_signing_alg_values_supported: algorithms,
    ...(api.config.clientCertificates ? { tls_client_certificate_bound_access_tokens: true } : {}),
  };
};

/** Endpoints that clients with certificates call directly (RFC 8705 section 5). */
const WITH_CERTIFICATE = [
  'token_endpoint',
  'revocation_endpoint',
  'introspection_endpoint',
  'pushed_authorization_request_endpoint',
  'device_authorization_endpoint',
  'userinfo_endpoint',
  'connections_endpoint',
  'usage_endpoint',
];

/**
 * `mtls_endpoint_aliases`: the same endpoints at the origin that requests certificates, if it is a separate
 * one.
 */
export const endpointAliases = (
  origin: string | null,
  metadata: Record<string, unknown>,
): Record<string, unknown> => {
  if (origin === null) return {};
  const aliases = WITH_CERTIFICATE.flatMap((name) => {
    const url = metadata[name];
    return typeof url === 'string' ? [[name, `${origin}${new URL(url).pathname}`]] : [];
  });
  return { mtls_endpoint_aliases: Object.fromEntries(aliases) };
};
