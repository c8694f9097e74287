import type { Api } from '../../api.ts';
import { offeredMethods } from '../../config/offered-methods.ts';
import { HMAC } from '../../rules/jws/signing-algorithms.ts';
import type { ProofOffer } from '../../rules/registration/keys.ts';

/** The choices of a client that registers itself. */
export function proofOffer(api: Pick<Api, 'config' | 'address'>): ProofOffer {
  return {
    methods: offeredMethods(api),
    algorithms: [...api.config.algorithms, ...HMAC],
    certificates: api.config.clientCertificates !== undefined,
    loopbackKeys: !api.address.secure,
    requests: {
      responseAlgorithms: api.config.signing,
      detailTypes: Object.keys(api.config.authorizationDetails),
    },
  };
}
