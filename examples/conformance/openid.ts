import { errorPage, signInTwice, signOut, visit } from './browser.ts';
import type { Plan, Rig, RigClient, Served, Suite } from './rig.ts';

const SCOPES = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access'];
const ALIASES = {
  config: 'latchkey-config',
  basic: 'latchkey-basic',
  formPost: 'latchkey-formpost',
  logout: 'latchkey-logout',
};
const SIGNS_IN_TWICE = ['oidcc-prompt-login', 'oidcc-max-age-1'];
/** Requests to the end session endpoint that prove nothing, or name an unregistered address. */
const REFUSED_SIGN_OUTS = [
  'oidcc-rp-initiated-logout-bad-post-logout-redirect-uri',
  'oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri',
  'oidcc-rp-initiated-logout-modified-id-token-hint',
  'oidcc-rp-initiated-logout-bad-id-token-hint',
  'oidcc-rp-initiated-logout-no-id-token-hint',
];

/** OpenID Connect: the certification plans Config OP, Basic OP, Form Post OP and RP-Initiated Logout OP. */
export const openid: Rig = {
  name: 'openid',
  portOffset: 0,
  issuerVariable: 'CONFORMANCE_OPENID_ISSUER',
  clients: (suite) => [
    relyingParty('suite-first', 'Conformance suite', suite),
    relyingParty('suite-second', 'Conformance suite, second client', suite),
    { ...relyingParty('suite-post', 'Conformance suite, post', suite), authMethod: 'client_secret_post' },
  ],
  plans: (served) => [
    plan(served, 'config', 'oidcc-config-certification-test-plan', {}),
    {
      ...plan(served, 'basic', 'oidcc-basic-certification-test-plan', STATIC),
      skipped: UNSIGNED_REQUESTS,
    },
    {
      ...plan(served, 'formPost', 'oidcc-formpost-basic-certification-test-plan', STATIC),
      skipped: UNSIGNED_REQUESTS,
    },
    plan(served, 'logout', 'oidcc-rp-initiated-logout-certification-test-plan', LOGOUT),
  ],
};

/** Modules that send unsigned request objects; `none` is never accepted. */
const UNSIGNED_REQUESTS = [
  'oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported',
  'oidcc-ensure-request-object-with-redirect-uri',
];

const STATIC = { server_metadata: 'discovery', client_registration: 'static_client' };
const LOGOUT = { client_registration: 'static_client', response_type: 'code' };

function relyingParty(id: string, name: string, suite: Suite): RigClient {
  return {
    id,
    name,
    scopes: SCOPES,
    redirectUris: Object.values(ALIASES).map((alias) => suite.at(alias, 'callback')),
    settings: { postLogoutRedirectUris: [suite.at(ALIASES.logout, 'post_logout_redirect')] },
    // The plans predate the PKCE requirement; their clients have a secret.
    dialects: ['no-pkce-for-confidential'],
  };
}

function plan(
  served: Served,
  kind: keyof typeof ALIASES,
  name: string,
  variant: Record<string, string>,
): Plan {
  const { issuer, secretOf } = served;
  const client = (id: string) => ({ client_id: id, client_secret: secretOf(id) });
  return {
    file: ALIASES[kind].replace('latchkey-', 'openid-'),
    plan: name,
    variant,
    configuration: {
      alias: ALIASES[kind],
      description: 'Latchkey',
      server: { discoveryUrl: `${issuer}/.well-known/openid-configuration` },
      client: client('suite-first'),
      client2: client('suite-second'),
      client_secret_post: client('suite-post'),
      browser: [...visit(served), ...signOut(served, 'You are signed out')],
      override: {
        ...Object.fromEntries(SIGNS_IN_TWICE.map((module) => [module, { browser: signInTwice(served) }])),
        ...Object.fromEntries(
          REFUSED_SIGN_OUTS.map((module) => [
            module,
            { browser: [...visit(served), ...signOut(served, 'This link to sign out does not work')] },
          ]),
        ),
        'oidcc-ensure-registered-redirect-uri': {
          browser: errorPage(served, 'cannot be connected by this link'),
        },
      },
    },
  };
}
