import { ASYMMETRIC } from '../../rules/jws/signing-algorithms.ts';
import { RESPONSE_MODES } from '../../rules/request/response-mode.ts';
import type { MetadataPart } from './part.ts';

/**
 * The forms of requests and the modes of answers: RFC 9101 section 9, RFC 9126 section 5, RFC 9396 section 10, OAuth
 * 2.0 Multiple Response Types section 2, JARM section 4.
 */
export const requestsMetadata: MetadataPart = ({ config, address, keys }) => {
  const detailTypes = Object.keys(config.authorizationDetails);
  return {
    pushed_authorization_request_endpoint: address.endpoints.pushedAuthorization,
    require_pushed_authorization_requests: config.requirePushedAuthorization,
    request_parameter_supported: true,
    request_uri_parameter_supported: true,
    require_request_uri_registration: true,
    request_object_signing_alg_values_supported: ASYMMETRIC.filter((each) =>
      config.algorithms.includes(each),
    ),
    ...(detailTypes.length === 0 ? {} : { authorization_details_types_supported: detailTypes }),
    response_modes_supported: RESPONSE_MODES,
    authorization_signing_alg_values_supported: keys.algorithms(),
  };
};
