import type { X509Certificate } from 'node:crypto';
import type { Api } from '../../api.ts';
import { authoritiesIn } from '../../config/schema/client-certificates.ts';
import type { Inbound } from '../../http/inbound.ts';
import { clientCertificate } from '../../http/presented-certificate.ts';
import type { Client } from '../../model/index.ts';
import { isIssuedBy, isRegistered, namesSubject } from '../../rules/client/client-certificate.ts';
import { clientKeys } from '../client-keys/verify.ts';
import type { ClientReason } from '../errors/client.ts';

/**
 * Returns whether a client authenticates with a certificate (RFC 8705 section 2); it names itself in
 * `client_id`.
 */
export function usesCertificate({ authMethod }: Client): boolean {
  return authMethod === 'tls_client_auth' || authMethod === 'self_signed_tls_client_auth';
}

/** Returns why the certificate of a request does not authenticate the client, or `null` if it does. */
export async function certificateProblem(
  api: Api,
  request: Inbound,
  client: Client,
): Promise<ClientReason | null> {
  const certificate = clientCertificate(api, request);
  if (!certificate) return 'certificate_not_presented';
  const proves =
    client.authMethod === 'tls_client_auth'
      ? isNamed(api, client, certificate)
      : await isOwn(api, client, certificate);
  return proves ? null : 'certificate_wrong';
}

/** `tls_client_auth`: a trusted authority certifies the name (section 2.1). */
function isNamed(api: Api, { settings }: Client, certificate: X509Certificate): boolean {
  const authorities = authoritiesIn(api.config.clientCertificates?.authorities ?? '');
  return (
    settings.tlsSubject !== undefined &&
    isIssuedBy(certificate, authorities, api.clock.now()) &&
    namesSubject(certificate, settings.tlsSubject)
  );
}

/**
 * `self_signed_tls_client_auth`: no authority is involved, so the client must have registered the certificate
 * (section 2.2).
 */
async function isOwn(api: Api, client: Client, certificate: X509Certificate): Promise<boolean> {
  for (const again of [false, true]) {
    const keys = await clientKeys(api, client, again);
    if (!keys) return false;
    if (isRegistered(certificate, keys, api.clock.now())) return true;
    if (client.settings.jwksUri === undefined) break;
  }
  return false;
}
