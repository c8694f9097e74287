import { claimNames } from '../../openid/claims.ts';
import { OWN_CLASSES } from '../../rules/sign-in/class.ts';
import { pageLanguages } from '../../words/language.ts';
import type { MetadataPart } from './part.ts';

/** OpenID Connect Discovery section 3, RP-Initiated Logout section 2.1, Back-Channel Logout section 2.1. */
export const openIdMetadata: MetadataPart = (api) => {
  const { config, address, keys } = api;
  if (!config.signIn) return {};
  return {
    userinfo_endpoint: address.endpoints.userinfo,
    end_session_endpoint: address.endpoints.endSession,
    subject_types_supported: ['public', 'pairwise'],
    id_token_signing_alg_values_supported: keys.algorithms(),
    userinfo_signing_alg_values_supported: keys.algorithms(),
    ...(config.signInBy.passwords && !config.signInBy.handOver ? { acr_values_supported: OWN_CLASSES } : {}),
    claim_types_supported: ['normal'],
    claims_supported: [
      'sub',
      'iss',
      'aud',
      'exp',
      'iat',
      'auth_time',
      'nonce',
      'acr',
      'amr',
      'at_hash',
      'sid',
      ...claimNames(api),
    ],
    claims_parameter_supported: true,
    prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
    ui_locales_supported: pageLanguages(api.config),
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
  };
};
