import assert from 'node:assert/strict';
import { DEVICE_CODE } from '../../../src/model/index.ts';
import { challengeOf } from '../../../src/rules/request/pkce.ts';
import { secretRecord } from '../../acme/records.ts';
import { newProver } from '../../proof/prover.ts';
import { CALLBACK, client, INITIAL_ACCESS_TOKEN, secretOf } from '../acme.ts';
import { by, redeeming, type Served, VERIFIER } from '../serve.ts';
import { type Asked, asked, type Ladder, type Part, type Rung } from './ladder.ts';
import { proving } from './token-ladders.ts';

const FOREIGN = 'https://elsewhere.example/';

/** The checks of an authorization request itself, in a link or pushed. @param unregistered a page's code is another */
const requestPart = (unregistered: string): Part => ({
  part: 'request',
  rungs: [
    ['redirect_uri is a registered one', unregistered, (it) => (it.form.redirect_uri = CALLBACK)],
    ...REQUEST,
  ],
});

const REQUEST: Rung[] = [
  ['the client is answered a code', 'response_type_unsupported', (it) => (it.form.response_type = 'code')],
  ['in a way that there is', 'response_mode_unsupported', (it) => delete it.form.response_mode],
  [
    'the client may use codes',
    'client_may_not_authorize',
    (it) => Object.assign(it.form, it.method === 'GET' ? { client_id: 'signing' } : by('signing')),
  ],
  ['PKCE with S256', 'challenge_method_unsupported', (it) => (it.form.code_challenge_method = 'S256')],
  ['details fit their types', 'details_malformed', (it) => delete it.form.authorization_details],
  ['scopes are the client’s', 'scope_malformed', (it) => (it.form.scope = 'read openid')],
  ['resources are known', 'resource_foreign', (it) => delete it.form.resource],
  [
    'dpop_jkt is a thumbprint',
    'key_thumbprint_malformed',
    (it) => (it.form.dpop_jkt = newProver().thumbprint),
  ],
  ['prompt has one meaning', 'prompt_none_with_others', (it) => (it.form.prompt = 'none')],
  ['OpenID Connect’s parameters are in order', 'max_age_malformed', (it) => delete it.form.max_age],
];

const WRONG = {
  redirect_uri: 'https://evil.example/callback',
  response_type: 'token',
  response_mode: 'fragment',
  code_challenge: challengeOf(VERIFIER),
  code_challenge_method: 'plain',
  authorization_details: 'none',
  scope: 'a  "',
  resource: FOREIGN,
  dpop_jkt: 'short',
  prompt: 'none login',
  max_age: 'long',
};

/** A device, and a client that signs people in. */
export async function addClients({ api: { store, clock } }: Served): Promise<void> {
  const now = clock.now();
  const added = [
    client('tv', { grantTypes: [DEVICE_CODE.type], scopes: ['read'] }),
    client('signing', { scopes: ['read', 'openid'] }),
  ];
  for (const each of added) await store.createClient(each, secretRecord(each.id, secretOf(each.id), now), []);
}

export async function authorizeLadder(served: Served): Promise<Ladder> {
  await addClients(served);
  return {
    endpoint: 'authorize',
    asked: asked('/oauth/authorize', {
      method: 'GET',
      headers: {},
      form: { ...WRONG, client_id: 'nobody', request: 'a', request_uri: 'b' },
    }),
    ends: 200,
    rungs: [
      ['the client is known', 'unknown_client', (it) => (it.form.client_id = 'tv')],
      [
        'it says once what is asked',
        'request_twice',
        (it) => {
          delete it.form.request;
          delete it.form.request_uri;
        },
      ],
      requestPart('invalid_redirect_uri'),
      ['somebody is signed in', 'user_not_signed_in', (it) => delete it.form.prompt],
    ],
  };
}

export async function pushedLadder(served: Served): Promise<Ladder> {
  await addClients(served);
  const [first, prover] = [newProver(), newProver()];
  const uri = served.api.address.endpoints.pushedAuthorization;
  const proof = proving(served, prover, uri);
  const spent = proof();
  const request = asked(new URL(uri).pathname, {
    headers: { 'content-type': 'text/plain', dpop: 'made up' },
    form: { ...WRONG, ...by('tv'), client_secret: 'made up', request_uri: 'a' },
  });
  const once = { ...by('signing'), ...RIGHT };
  const used = await served.post(once, { path: request.path, headers: { dpop: spent } });
  assert.equal(used.status, 201, used.text);
  return {
    endpoint: 'pushed request',
    asked: request,
    ends: 201,
    rungs: [
      FORM,
      [
        'a DPoP proof is a right one',
        'proof_malformed',
        (it) => {
          delete it.headers.dpop;
          it.proof = proving(served, first, uri);
        },
      ],
      CLIENT('tv'),
      ['it refers to no other request', 'request_uri_pushed', (it) => delete it.form.request_uri],
      requestPart('redirect_uri_unregistered'),
      [
        'dpop_jkt names the proved key',
        'key_thumbprint_differs',
        (it) => {
          it.form.dpop_jkt = prover.thumbprint;
          it.proof = () => spent;
        },
      ],
      ['the DPoP proof is new', 'proof_replayed', (it) => (it.proof = proof)],
    ],
  };
}

const RIGHT = {
  redirect_uri: CALLBACK,
  response_type: 'code',
  scope: 'read',
  code_challenge: challengeOf(VERIFIER),
  code_challenge_method: 'S256',
};

const FORM: Rung = [
  'a form',
  'media_type_unsupported',
  (it) => (it.headers['content-type'] = 'application/x-www-form-urlencoded'),
];

const CLIENT = (id: string): Rung => [
  'the client authenticates',
  'secret_wrong',
  (it) => (it.form.client_secret = secretOf(id)),
];

function posted(path: string, id: string, form: Record<string, string> = {}): Asked {
  const headers = { 'content-type': 'text/plain' };
  return asked(path, { headers, form: { ...by(id), client_secret: 'made up', ...form } });
}

export async function deviceLadder(served: Served): Promise<Ladder> {
  await addClients(served);
  const path = new URL(served.api.address.endpoints.deviceAuthorization).pathname;
  const wrong = { authorization_details: 'none', scope: 'a  "', resource: FOREIGN, qr: 'png' };
  return {
    endpoint: 'device authorization',
    asked: posted(path, 'web', wrong),
    ends: 200,
    rungs: [
      FORM,
      CLIENT('web'),
      ['the client may use the grant', 'grant_type_not_allowed', (it) => Object.assign(it.form, by('tv'))],
      ['details fit their types', 'details_malformed', (it) => delete it.form.authorization_details],
      ['scopes are the client’s', 'scope_malformed', (it) => (it.form.scope = 'read')],
      ['resources are known', 'resource_foreign', (it) => delete it.form.resource],
      ['qr is svg', 'qr_unsupported', (it) => (it.form.qr = 'svg')],
    ],
  };
}

export function introspectionLadder(): Ladder {
  return {
    endpoint: 'introspection',
    asked: posted('/oauth/introspect', 'web'),
    ends: 200,
    rungs: [
      FORM,
      [
        'the client authenticates',
        'secret_wrong',
        (it) => {
          it.form = by('spa');
        },
      ],
      [
        'it is no public one',
        'introspection_by_public_client',
        (it) => {
          it.form = by('web');
        },
      ],
      ['there is a token', 'parameter_missing', (it) => (it.form.token = 'any')],
    ],
  };
}

export function revocationLadder(): Ladder {
  return {
    endpoint: 'revocation',
    asked: posted('/oauth/revoke', 'web'),
    ends: 200,
    rungs: [
      FORM,
      ['the client authenticates, if one is named', 'secret_wrong', (it) => (it.form = {})],
      ['there is a token', 'parameter_missing', (it) => (it.form.token = 'any')],
    ],
  };
}

export function registrationLadder(): Ladder {
  const json = (it: Asked, body: unknown) => {
    it.body = JSON.stringify(body);
  };
  return {
    endpoint: 'registration',
    asked: asked('/oauth/register', { headers: { 'content-type': 'text/plain' }, body: '{' }),
    ends: 201,
    rungs: [
      [
        'an initial access token, unless registration is open',
        'invalid_token',
        (it) => (it.headers.authorization = `Bearer ${INITIAL_ACCESS_TOKEN}`),
      ],
      [
        'JSON, whose members are known and fit',
        'invalid_client_metadata',
        (it) => {
          it.headers['content-type'] = 'application/json';
          json(it, { redirect_uris: ['http://evil.example/'] });
        },
      ],
      [
        'each redirect URI may be registered',
        'invalid_redirect_uri',
        (it) => json(it, { redirect_uris: [CALLBACK] }),
      ],
    ],
  };
}

/** An endpoint that is asked with an access token. */
const bearerPart = (live: string): Part => ({
  part: 'access token',
  rungs: [
    ['the token is not in the URL', 'in_url', (it) => (it.form = {})],
    ['there is one', '401', (it) => (it.headers.authorization = 'Bearer a b')],
    ['it is well-formed', 'malformed', (it) => (it.headers.authorization = 'Bearer made-up')],
    ['it stands', 'not_live', (it) => (it.headers.authorization = `DPoP ${live}`)],
    ['its key is proved', 'sent_as_dpop', (it) => (it.headers.authorization = `Bearer ${live}`)],
  ],
});

function withToken(path: string): Asked {
  return asked(path, { method: 'GET', headers: {}, form: { access_token: 'a' } });
}

export async function userinfoLadder(served: Served): Promise<Ladder> {
  const token = async (scopes: string[]) => {
    const { json } = await served.post(redeeming(await served.consent({ scopes })));
    return String(json.access_token);
  };
  const signedIn = await token(['openid']);
  return {
    endpoint: 'userinfo',
    asked: withToken('/oauth/userinfo'),
    ends: 200,
    rungs: [
      bearerPart(await token(['read'])),
      [
        'it was given for signing in',
        'openid_missing',
        (it) => (it.headers.authorization = `Bearer ${signedIn}`),
      ],
    ],
  };
}

export const connectionsLadder = (served: Served) => ownAffairs(served, 'connections', '/oauth/connections');
export const usageLadder = (served: Served) => ownAffairs(served, 'usage', '/usage');

/** Where a platform asks for its own affairs. */
async function ownAffairs(served: Served, endpoint: string, path: string): Promise<Ladder> {
  const token = async (id: string, over = {}) => {
    const form = { grant_type: 'client_credentials', scope: 'read', ...by(id), ...over };
    return String((await served.post(form)).json.access_token);
  };
  const own = await token('platform');
  const narrow = await token('platform', {
    resource: `https://${served.api.address.endpoints.token.split('/')[2]}/mcp`,
  });
  return {
    endpoint,
    asked: withToken(path),
    ends: 200,
    rungs: [
      bearerPart(await token('web')),
      ['it is a platform’s own', 'not_a_platforms', (it) => (it.headers.authorization = `Bearer ${narrow}`)],
      ['for no single resource', 'for_one_resource', (it) => (it.headers.authorization = `Bearer ${own}`)],
    ],
  };
}
