import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApiConfig } from 'latchkey';
import { parse } from 'yaml';
import { send } from './client.ts';
import type { Target } from './hostile-requests.ts';
import type { DemoApi } from './start-demo.ts';

/** A signed-in browser, and the hidden fields that its forms carry. */
export interface Session {
  cookie: string;
  csrf: string;
  tenant: string;
}

type Name = 'proconvey' | 'procurios' | 'prospectconnect' | 'convert';

const EXAMPLES = join(import.meta.dirname, '../..');
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';

/** Every endpoint, page and operation of one API, each with a request that is well-formed but opens nothing. */
export async function targetsOf(name: Name, api: DemoApi, session: Session): Promise<Target[]> {
  return [
    ...(await endpointTargets(api, session)),
    ...(await pageTargets(name, api, session)),
    ...(await operationTargets(name, api)),
  ];
}

async function endpointTargets(api: DemoApi, session: Session): Promise<Target[]> {
  const metadata = await send(new URL('/.well-known/oauth-authorization-server', api.issuer).href);
  const url = (name: string) => String(metadata.json[name] ?? api.issuer);
  const clients = api.clients.slice(0, 3);
  // No secret that is right, or a token would be no surprise.
  const by = (client: DemoApi['clients'][number]): Target['fields'] =>
    client.client_secret === undefined
      ? [['client_id', client.client_id]]
      : [
          ['client_id', client.client_id],
          ['client_secret', 'wrong'],
        ];
  const registration: Target['fields'] = [
    ['client_name', 'Agent'],
    ['token_endpoint_auth_method', 'none'],
    ['scope', 'read'],
    ['client_uri', 'https://agent.example/'],
    ['redirect_uris', 'https://agent.example/callback'],
  ];
  return [
    ...clients.flatMap((client) => [
      target(url('authorization_endpoint'), 'GET', asked(client), 'query'),
      signedIn(session, target(url('authorization_endpoint'), 'GET', asked(client), 'query')),
      target(
        url('token_endpoint'),
        'POST',
        [
          ['grant_type', 'authorization_code'],
          ['code', 'a'.repeat(43)],
          ['redirect_uri', client.redirect_uris[0] ?? ''],
          ['code_verifier', VERIFIER],
          ...by(client),
        ],
        'form',
      ),
      target(
        url('token_endpoint'),
        'POST',
        [['grant_type', 'refresh_token'], ['refresh_token', 'pcr_abc'], ['scope', 'read'], ...by(client)],
        'json',
      ),
      target(
        url('token_endpoint'),
        'POST',
        [['grant_type', 'client_credentials'], ['scope', client.scope.split(' ')[0] ?? ''], ...by(client)],
        'form',
      ),
      target(url('revocation_endpoint'), 'POST', [['token', 'pca_abc'], ...by(client)], 'form'),
      target(
        url('introspection_endpoint'),
        'POST',
        [['token', 'pca_abc'], ['token_type_hint', 'access_token'], ...by(client)],
        'form',
      ),
    ]),
    target(url('registration_endpoint'), 'POST', registration, 'json'),
    target(url('jwks_uri'), 'GET', [], 'query'),
    target(new URL('/.well-known/oauth-authorization-server', api.issuer).href, 'GET', [], 'query'),
  ];
}

/** The parameters of an authorization request. */
function asked(client: DemoApi['clients'][number] | undefined): Target['fields'] {
  return [
    ['client_id', client?.client_id ?? ''],
    ['redirect_uri', client?.redirect_uris[0] ?? ''],
    ['response_type', 'code'],
    ['scope', client?.scope.split(' ')[0] ?? ''],
    ['state', 'state-1'],
    ['code_challenge', CHALLENGE],
    ['code_challenge_method', 'S256'],
  ];
}

async function pageTargets(name: Name, api: DemoApi, session: Session): Promise<Target[]> {
  const { default: config } = (await import(join(EXAMPLES, name, 'latchkey.config.ts'))) as {
    default: ApiConfig;
  };
  const { connections, tokens, clients, members } = config.pages;
  const at = (path: string) => new URL(path, api.issuer).href;
  const hidden: Target['fields'] = [
    ['csrf', session.csrf],
    ['tenant', session.tenant],
  ];
  const mine = (path: string, method: 'GET' | 'POST', fields: Target['fields']) =>
    signedIn(session, target(at(path), method, fields, method === 'GET' ? 'query' : 'form'));
  const posted = (path: string, fields: Target['fields']) => mine(path, 'POST', [...hidden, ...fields]);
  const client = api.clients[0];
  return [
    ...['/', '/account', '/sign-in', '/sign-out', '/signed-out', '/assets/latchkey.css'].map((path) =>
      target(at(path), 'GET', [['return_to', '/account']], 'query'),
    ),
    target(
      at('/sign-in'),
      'POST',
      [
        ['form', 'a'.repeat(43)],
        ['return_to', '/account'],
        ['email', api.users[0]?.email ?? ''],
        ['password', 'wrong'],
      ],
      'form',
    ),
    target(at('/sign-out'), 'POST', [...hidden, ['return_to', '/account']], 'form'),
    ...[connections, tokens, clients, members].flatMap(({ path }) => [
      target(at(path), 'GET', [], 'query'),
      mine(path, 'GET', [
        ['tenant', session.tenant],
        ['done', 'revoked'],
      ]),
      mine(`${path}/new`, 'GET', []),
      mine(`${path}/${client?.client_id}`, 'GET', []),
    ]),
    posted(`${connections.path}/grant_none`, [
      ['action', 'shrink'],
      ['scope', 'read'],
      ['resource', 'project:1'],
    ]),
    posted(tokens.path, [
      ['name', 'Script'],
      ['scope', 'nothing'],
      ['days', '30'],
      ['addresses', '127.0.0.1'],
    ]),
    posted(`${tokens.path}/token_none`, [['action', 'revoke']]),
    posted(clients.path, [
      ['name', 'App'],
      ['kind', 'public'],
      ['redirect_uris', 'https://app.example/'],
      ['scope', 'nothing'],
      ['grant_type', 'authorization_code'],
    ]),
    posted(`${clients.path}/${client?.client_id}`, [
      ['action', 'rotate'],
      ['days', '7'],
    ]),
    // A client that does not exist: an owner may register a foreign address for their own.
    posted(`${clients.path}/client_none`, [
      ['action', 'update'],
      ['name', 'App'],
      ['redirect_uris', 'https://app.example/'],
    ]),
    posted(members.path, [
      ['user', 'user_none'],
      ['role', 'owner'],
    ]),
    posted(`${new URL(api.authorization_endpoint).pathname}?${new URLSearchParams(asked(api.clients[0]))}`, [
      ['decision', 'allow'],
      ['consent', 'a'],
      ['resource', 'project:1'],
    ]),
  ];
}

interface Document {
  paths: Record<string, Record<string, unknown>>;
}

const VERBS = ['get', 'post', 'put', 'patch', 'delete'];

/** Each operation with a token that may call it and one that is none. */
async function operationTargets(name: Name, api: DemoApi): Promise<Target[]> {
  const document = parse(await readFile(join(EXAMPLES, name, 'openapi.yaml'), 'utf8')) as Document;
  const token = [...api.tokens].sort((one, other) => other.scope.length - one.scope.length)[0]?.token;
  const accept = name === 'procurios' ? 'application/vnd.procurios.application+json; version=1' : '*/*';
  return Object.entries(document.paths).flatMap(([template, item]) => {
    const url = `${api.api}${template.replaceAll(/\{[^}]+\}/g, 'x1')}`;
    return VERBS.filter((verb) => verb in item).map((verb): Target => {
      const fields: Target['fields'] = [
        ['name', 'Name'],
        ['limit', '1'],
        ['case_id', 'case_1'],
        ['status', 'active'],
      ];
      const built = target(
        url,
        verb.toUpperCase(),
        fields,
        ['get', 'delete'].includes(verb) ? 'query' : 'json',
      );
      return {
        ...built,
        headers: [
          ['authorization', `Bearer ${token}`],
          ['accept', accept],
        ],
      };
    });
  });
}

function target(url: string, method: string, fields: Target['fields'], as: Target['as']): Target {
  const { host, pathname, search } = new URL(url);
  return { host, method, path: pathname + search, fields, as, headers: [] };
}

function signedIn({ cookie }: Session, of: Target): Target {
  return { ...of, headers: [['cookie', cookie]] };
}
