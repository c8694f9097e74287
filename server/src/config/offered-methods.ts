import type { ClientAuthMethod } from '../model/index.ts';
import type { ApiConfig } from './schema/api-config.ts';

/** How clients of an API may prove themselves, as it is configured. */
export function offeredMethods({ config }: { config: ApiConfig }): ClientAuthMethod[] {
  const { clientCertificates, clientAuthentication } = config;
  const possible: ClientAuthMethod[] = [
    'client_secret_basic',
    'client_secret_post',
    'client_secret_jwt',
    'private_key_jwt',
    ...(clientCertificates ? (['self_signed_tls_client_auth'] as const) : []),
    // Without authorities anybody could issue a certificate with any name.
    ...(clientCertificates?.authorities ? (['tls_client_auth'] as const) : []),
    'none',
  ];
  return possible.filter((method) => clientAuthentication.includes(method));
}
