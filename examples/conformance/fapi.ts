import { readFile } from 'node:fs/promises';
import { localCa } from 'latchkey/start';
import { declined, lookedAtFirst, visit } from './browser.ts';
import { makePairs, nameOf, type Pair, type Party, proofOf } from './fapi-parties.ts';
import type { Plan, Rig, Served, Suite } from './rig.ts';

const MODULE = 'fapi2-security-profile-final';

/** What a client may ask for. In plain OAuth the suite asks for the resource alone. */
const SCOPES = ['resource.read', 'openid', 'profile', 'email', 'address', 'phone', 'offline_access'];

/** Each way to run a plan, the scope that the suite asks for in it, and how it is answered where requests are signed. */
const KINDS = {
  oauth: {
    openid: 'plain_oauth',
    scope: 'resource.read',
    document: 'oauth-authorization-server',
    response: 'jarm',
  },
  openid: {
    openid: 'openid_connect',
    scope: 'openid resource.read offline_access',
    document: 'openid-configuration',
    response: 'plain_response',
  },
} as const;

type Kind = keyof typeof KINDS;

/**
 * FAPI 2.0 Security Profile and Message Signing: their plans in the variants of `plain_fapi`.
 *
 * @param authorityDir where the authority of the clients' certificates is made
 */
export async function fapi(authorityDir: string): Promise<Rig> {
  const authority = await localCa(authorityDir);
  const pairs = makePairs(authority.clientCertificate);
  return {
    name: 'fapi',
    portOffset: 1,
    issuerVariable: 'CONFORMANCE_FAPI_ISSUER',
    certificates: {
      portOffset: 2,
      originVariable: 'CONFORMANCE_FAPI_CERTIFICATES',
      authorityVariable: 'CONFORMANCE_FAPI_AUTHORITY',
      authority: await readFile(authority.caFile, 'utf8'),
    },
    clients: (suite) =>
      pairs.flatMap((pair) =>
        pair.map((party) => ({
          id: party.id,
          name: `Conformance suite, ${party.id}`,
          scopes: SCOPES,
          redirectUris: redirectUrisOf(suite, pair),
          ...proofOf(party),
        })),
      ),
    plans: (served) =>
      pairs.flatMap((pair) => [planOf(served, pair, 'oauth'), planOf(served, pair, 'openid')]),
  };
}

/** The plan uses each address a second time with a query of its own. */
function redirectUrisOf(suite: Suite, pair: Pair): string[] {
  return (['oauth', 'openid'] as const).flatMap((kind) => {
    const callback = suite.at(aliasOf(pair, kind), 'callback');
    return [callback, `${callback}?dummy1=lorem&dummy2=ipsum`];
  });
}

function planOf(served: Served, pair: Pair, kind: Kind): Plan {
  const { issuer, certificateOrigin } = served;
  const { openid, scope, document, response } = KINDS[kind];
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
    variant: {
      fapi_profile: 'plain_fapi',
      client_auth_type: auth,
      sender_constrain: bound,
      openid,
      authorization_request_type: 'simple',
      ...(signed ? { fapi_request_method: 'signed_non_repudiation', fapi_response_mode: response } : {}),
    },
    configuration: {
      alias: aliasOf(pair, kind),
      description: 'Latchkey',
      server: { discoveryUrl: `${issuer}/.well-known/${document}` },
      client: client(first),
      client2: client(second),
      ...(certificates ? { mtls: first.certificate, mtls2: second.certificate } : {}),
      resource: { resourceUrl: `${bound === 'mtls' ? certificateOrigin : issuer}/resource` },
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

function aliasOf([{ variant }]: Pair, kind: Kind): string {
  return `latchkey-${nameOf(variant)}-${kind}`;
}
