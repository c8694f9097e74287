import { declined, lookedAtFirst, visit } from './browser.ts';
import { nameOf, type Pair, type Party, type Variant } from './fapi-parties.ts';
import { DETAIL } from './people.ts';
import type { Plan, Served, Suite } from './rig.ts';

const MODULE = 'fapi2-security-profile-final';

/** The scopes that clients may request; each kind of plan uses some of them. */
export const SCOPES = ['resource.read', 'openid', 'profile', 'email', 'address', 'phone', 'offline_access'];

/** Each kind of plan: what the suite requests, where it finds the metadata, and the variants. */
const KINDS = {
  oauth: {
    scope: 'resource.read',
    document: 'oauth-authorization-server',
    variant: { fapi_profile: 'plain_fapi', openid: 'plain_oauth' },
    plain: { authorization_request_type: 'simple' },
    signed: { authorization_request_type: 'rar', fapi_response_mode: 'jarm' },
  },
  openid: {
    scope: 'openid resource.read offline_access',
    document: 'openid-configuration',
    variant: { fapi_profile: 'plain_fapi', openid: 'openid_connect', authorization_request_type: 'simple' },
    plain: {},
    signed: { fapi_response_mode: 'plain_response' },
  },
  service: {
    scope: 'resource.read',
    document: 'oauth-authorization-server',
    variant: { fapi_profile: 'fapi_client_credentials_grant', openid: 'plain_oauth' },
    plain: { authorization_request_type: 'simple' },
    signed: {},
  },
} as const;

type Kind = keyof typeof KINDS;

/** The plan uses each URI a second time with a query. */
export function redirectUrisOf(suite: Suite, pair: Pair): string[] {
  return kindsOf(pair).flatMap((kind) => {
    const callback = suite.at(aliasOf(pair, kind), 'callback');
    return [callback, `${callback}?dummy1=lorem&dummy2=ipsum`];
  });
}

export function plansOf(served: Served, pair: Pair): Plan[] {
  return kindsOf(pair).map((kind) => planOf(served, pair, kind));
}

function planOf(served: Served, pair: Pair, kind: Kind): Plan {
  const { issuer, certificateOrigin } = served;
  const { scope, document } = KINDS[kind];
  const [first, second] = pair;
  const { auth, bound, signed } = first.variant;
  const client = ({ id, jwk }: Party) => ({
    client_id: id,
    scope,
    jwks: { keys: [jwk] },
    dpop_signing_alg: jwk.alg,
  });
  const certificates = auth === 'mtls' || bound === 'mtls';
  return {
    file: aliasOf(pair, kind).replace('latchkey-', ''),
    plan: signed ? 'fapi2-message-signing-final-test-plan' : `${MODULE}-test-plan`,
    variant: variantOf(first.variant, kind),
    configuration: {
      alias: aliasOf(pair, kind),
      description: 'Latchkey',
      server: { discoveryUrl: `${issuer}/.well-known/${document}` },
      client: client(first),
      client2: client(second),
      ...(certificates ? { mtls: first.certificate, mtls2: second.certificate } : {}),
      resource: {
        resourceUrl: `${bound === 'mtls' ? certificateOrigin : issuer}/resource`,
        richAuthorizationRequest: [DETAIL],
      },
      browser: visit(served),
      override: {
        [`${MODULE}-user-rejects-authentication`]: { browser: declined(served) },
        [`${MODULE}-par-ensure-reused-request-uri-prior-to-auth-completion-succeeds`]: {
          browser: lookedAtFirst(served),
        },
      },
    },
  };
}

function variantOf({ auth, bound, signed }: Variant, kind: Kind): Record<string, string> {
  const { variant, plain, signed: whenSigned } = KINDS[kind];
  return {
    ...variant,
    client_auth_type: auth,
    sender_constrain: bound,
    ...(signed ? { fapi_request_method: 'signed_non_repudiation', ...whenSigned } : plain),
  };
}

/** A service without a user has no authorization request that could be signed. */
function kindsOf([{ variant }]: Pair): Kind[] {
  return variant.signed ? ['oauth', 'openid'] : ['oauth', 'openid', 'service'];
}

function aliasOf([{ variant }]: Pair, kind: Kind): string {
  return `latchkey-${nameOf(variant)}-${kind}`;
}
