import { CALLBACK, type Everything, MANAGING, SECRET } from './everything.ts';

export type Encoding = 'query' | 'form' | 'json';

/** A request that is well-formed, authenticated where that is due, and opens nothing. */
export interface Target {
  host: string;
  method: string;
  path: string;
  as: Encoding;
  fields: [name: string, value: string][];
  headers: [name: string, value: string][];
  /** Whether its answers must not be cached. */
  private: boolean;
}

type Fields = Target['fields'];

const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const JWT = 'eyJhbGciOiJub25lIn0.eyJpc3MiOiJhcHAiLCJzdWIiOiJhcHAifQ.';
const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const APP: Fields = [
  ['client_id', 'app'],
  ['client_secret', SECRET],
];
const ASKED: Fields = [
  ['client_id', 'app'],
  ['redirect_uri', CALLBACK],
  ['response_type', 'code'],
  ['scope', 'openid read'],
  ['state', 'state-1'],
  ['nonce', 'nonce-1'],
  ['code_challenge', CHALLENGE],
  ['code_challenge_method', 'S256'],
];

/** Every endpoint and page of the authorization server. */
export function targetsOf(world: Everything): Target[] {
  return [
    ...authorization(world),
    ...tokens(world),
    ...about(world),
    ...registration(world),
    ...pages(world),
  ];
}

function authorization({ accounts: host, session }: Everything): Target[] {
  const path = '/oauth/authorize';
  const cookie: Fields = [['cookie', session.cookie]];
  const query = `${path}?${new URLSearchParams(ASKED)}`;
  const decision: Fields = [
    ['csrf', session.csrf],
    ['tenant', 'org_a'],
    ['consent', 'none'],
    ['decision', 'allow'],
  ];
  return [
    target(host, 'GET', path, 'query', ASKED),
    target(host, 'GET', path, 'query', [...ASKED, ['prompt', 'none']]),
    target(host, 'GET', path, 'query', ASKED, cookie),
    target(host, 'GET', path, 'query', [...ASKED, ['response_mode', 'form_post.jwt']], cookie),
    target(host, 'GET', path, 'query', [...ASKED, ['claims', '{"id_token":{"email":null}}']], cookie),
    target(host, 'GET', path, 'query', [...ASKED, ['authorization_details', '[{"type":"folder"}]']], cookie),
    target(host, 'GET', path, 'query', [...ASKED, ['request', JWT]], cookie),
    target(host, 'GET', path, 'query', [['client_id', 'spa'], ...ASKED.slice(1)], cookie),
    target(host, 'GET', path, 'query', [
      ['client_id', 'app'],
      ['request_uri', 'urn:ietf:params:oauth:request_uri:none'],
    ]),
    target(host, 'POST', path, 'form', ASKED),
    target(host, 'POST', query, 'form', decision, cookie),
    target(host, 'GET', '/device', 'query', [['user_code', 'BCDF-GHJK']], cookie),
    target(
      host,
      'POST',
      '/device',
      'form',
      [...decision, ['user_code', 'BCDF-GHJK'], ['found', 'x']],
      cookie,
    ),
  ];
}

function tokens({ accounts, host, narrow }: Everything): Target[] {
  const grant = (type: string, fields: Fields) =>
    target(host, 'POST', '/oauth/token', 'form', [['grant_type', type], ...fields, ...APP]);
  const posted = (path: string, fields: Fields) =>
    target(accounts, 'POST', path, 'form', [...fields, ...APP]);
  return [
    grant('authorization_code', [
      ['code', 'a'.repeat(43)],
      ['redirect_uri', CALLBACK],
      ['code_verifier', VERIFIER],
    ]),
    grant('refresh_token', [
      ['refresh_token', 'lkr_none'],
      ['scope', 'read'],
    ]),
    grant('client_credentials', [['scope', 'read']]),
    grant(DEVICE, [['device_code', 'a'.repeat(43)]]),
    grant('urn:ietf:params:oauth:grant-type:token-exchange', [
      ['subject_token', narrow],
      ['subject_token_type', ACCESS_TOKEN],
      ['actor_token', narrow],
      ['actor_token_type', ACCESS_TOKEN],
    ]),
    grant('urn:ietf:params:oauth:grant-type:jwt-bearer', [['assertion', JWT]]),
    target(host, 'POST', '/oauth/token', 'form', [
      ['grant_type', 'authorization_code'],
      ['code', 'a'.repeat(43)],
      ['client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'],
      ['client_assertion', JWT],
    ]),
    posted('/oauth/par', ASKED.slice(1)),
    posted('/oauth/par', [['request', JWT]]),
    posted('/oauth/device', [
      ['scope', 'read'],
      ['authorization_details', '[{"type":"folder"}]'],
    ]),
    posted('/oauth/revoke', [
      ['token', 'lka_none'],
      ['token_type_hint', 'access_token'],
    ]),
    posted('/oauth/introspect', [['token', 'lka_none']]),
  ];
}

function about({ accounts, host, narrow }: Everything): Target[] {
  const bearer: Fields = [['authorization', `Bearer ${narrow}`]];
  const told = (at: string, path: string): Target => ({
    ...target(at, 'GET', path, 'query', []),
    private: false,
  });
  return [
    target(accounts, 'GET', '/oauth/userinfo', 'query', [], bearer),
    target(accounts, 'POST', '/oauth/userinfo', 'form', [['access_token', narrow]]),
    {
      ...target(accounts, 'POST', '/oauth/introspect', 'form', [['token', narrow], ...APP]),
      headers: [['accept', 'application/token-introspection+jwt']],
    },
    told(accounts, '/.well-known/oauth-authorization-server'),
    told(accounts, '/.well-known/openid-configuration'),
    told(accounts, '/.well-known/jwks.json'),
    told(host, '/.well-known/oauth-protected-resource'),
    told(host, '/healthz'),
    { ...target(host, 'GET', '/things', 'query', [], bearer), private: false },
  ];
}

function registration({ accounts }: Everything): Target[] {
  const metadata: Fields = [
    ['client_name', 'Agent'],
    ['token_endpoint_auth_method', 'none'],
    ['scope', 'read'],
    ['redirect_uris', CALLBACK],
    ['software_statement', JWT],
    ['client_id', 'managed'],
  ];
  const own: Fields = [['authorization', `Bearer ${MANAGING}`]];
  const managed = '/oauth/register/managed';
  return [
    target(accounts, 'POST', '/oauth/register', 'json', metadata.slice(0, 4)),
    target(accounts, 'POST', '/oauth/register', 'json', metadata),
    target(accounts, 'GET', managed, 'query', [], own),
    target(accounts, 'PUT', managed, 'json', metadata.toSpliced(4, 1), own),
    target(accounts, 'DELETE', managed, 'query', [], [['authorization', 'Bearer wrong']]),
  ];
}

function pages({ accounts: host, session }: Everything): Target[] {
  const cookie: Fields = [['cookie', session.cookie]];
  const hidden: Fields = [
    ['csrf', session.csrf],
    ['tenant', 'org_a'],
  ];
  const posted = (path: string, fields: Fields) =>
    target(host, 'POST', path, 'form', [...hidden, ...fields], cookie);
  const out: Fields = [
    ['id_token_hint', JWT],
    ['client_id', 'app'],
    ['post_logout_redirect_uri', CALLBACK],
    ['state', 'state-1'],
  ];
  return [
    target(host, 'GET', '/oauth/logout', 'query', out, cookie),
    target(host, 'POST', '/oauth/logout', 'form', out),
    target(host, 'GET', '/sign-in', 'query', [['return_to', '/account']]),
    target(host, 'POST', '/sign-in', 'form', [
      ['form', 'a'.repeat(43)],
      ['return_to', '/account'],
      ['email', 'ann@acme.test'],
      ['password', 'wrong'],
    ]),
    target(host, 'POST', '/sign-out', 'form', [['return_to', '/account']]),
    target(host, 'GET', '/account', 'query', [['tenant', 'org_a']], cookie),
    ...['connections', 'tokens', 'clients', 'people'].map((page) =>
      target(
        host,
        'GET',
        `/account/${page}`,
        'query',
        [
          ['tenant', 'org_a'],
          ['done', 'revoked'],
        ],
        cookie,
      ),
    ),
    posted('/account/connections/grant_none', [
      ['action', 'shrink'],
      ['scope', 'read'],
    ]),
    posted('/account/tokens', [
      ['name', 'Script'],
      ['scope', 'nothing'],
      ['days', '30'],
      ['addresses', '127.0.0.1'],
    ]),
    posted('/account/tokens/tok_none', [['action', 'revoke']]),
    posted('/account/clients', [
      ['name', 'App'],
      ['kind', 'public'],
      ['redirect_uris', CALLBACK],
      ['scope', 'nothing'],
    ]),
    posted('/account/clients/client_none', [
      ['action', 'rotate'],
      ['days', '7'],
    ]),
    posted('/account/people', [
      ['user', 'usr_none'],
      ['role', 'owner'],
    ]),
    posted('/account/people/usr_none', [['action', 'remove']]),
    posted('/account/you', [
      ['action', 'password'],
      ['current', 'wrong'],
      ['next', 'short'],
    ]),
  ];
}

function target(
  host: string,
  method: string,
  path: string,
  as: Encoding,
  fields: Fields,
  headers: Fields = [],
): Target {
  return { host, method, path, as, fields, headers, private: true };
}
