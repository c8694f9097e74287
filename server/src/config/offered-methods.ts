import type { ClientAuthMethod } from '../model/index.ts';
import { oncePerConfig } from './once-per-config.ts';
import type { ApiConfig } from './schema/api-config.ts';

/** Returns the client authentication methods that an API's configuration enables. */
export function offeredMethods({ config }: { config: ApiConfig }): readonly ClientAuthMethod[] {
  return offered(config);
}

const offered = oncePerConfig(
  ({ clientCertificates, clientAuthentication }: ApiConfig): ClientAuthMethod[] => {
    const possible: ClientAuthMethod[] = [
      'client_secret_basic',
      'client_secret_post',
      'client_secret_jwt',
      'private_key_jwt',
      ...(clientCertificates ? (['self_signed_tls_client_auth'] as const) : []),
      // Without configured authorities, an attacker could issue a certificate with any name.
      ...(clientCertificates?.authorities ? (['tls_client_auth'] as const) : []),
      'none',
    ];
    return possible.filter((method) => clientAuthentication.includes(method));
  },
);
