import type { Api } from '../../api.ts';
import type { ClientAuthMethod } from '../../model/index.ts';
import type { ProofOffer } from '../rules/registration-keys.ts';

/** How clients of an API may prove themselves, as it is configured. */
export function offeredMethods({ config }: Pick<Api, 'config'>): ClientAuthMethod[] {
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

/** What a client that registers itself may choose from. */
export function proofOffer(api: Pick<Api, 'config' | 'address'>): ProofOffer {
  return {
    methods: offeredMethods(api),
    certificates: api.config.clientCertificates !== undefined,
    loopbackKeys: !api.address.secure,
    requests: {
      responseAlgorithms: api.config.signing,
      detailTypes: Object.keys(api.config.authorizationDetails),
    },
  };
}
