import assert from 'node:assert/strict';
import { SECOND } from '../../../src/lib/clock.ts';
import { ClientId, GrantId, NO_CONTEXT, TenantId, UserId } from '../../../src/model/index.ts';
import { freshNonce } from '../../../src/proof/request-proof.ts';
import { secretRecord } from '../../acme/records.ts';
import { newProver } from '../../proof/prover.ts';
import { API, CALLBACK, client, secretOf } from '../acme.ts';
import { basic, by, redeeming, type Served, VERIFIER } from '../serve.ts';
import { type Asked, asked, type Ladder } from './ladder.ts';

const TOKEN = '/oauth/token';
const FORM = 'application/x-www-form-urlencoded';
const FOREIGN = 'https://elsewhere.example/';
const OTHER = 'https://app.example/other';

/** The checks that a request to the token endpoint has to pass before its grant reads it. */
export async function tokenLadder(served: Served): Promise<Ladder> {
  const bound = client('bound', {
    grantTypes: ['authorization_code'],
    settings: { dpopBound: true, ipAllowlist: ['192.0.2.1/32'] },
  });
  await served.api.store.createClient(bound, null, []);
  await served.api.store.addClientSecret(secretRecord('bound', secretOf('bound'), 0), 0, []);
  const { ipAllowlist: _, ...anywhere } = bound.settings;
  const request = asked(TOKEN, {
    host: API,
    query: 'a=b',
    headers: { 'content-type': 'text/plain', authorization: 'Basic !', dpop: 'made up' },
    body: 'client_id=bound&client_id=bound',
  });
  return {
    endpoint: 'token',
    asked: request,
    ends: 200,
    rungs: [
      ['nothing in the URL', 'parameters_in_url', (it) => (it.query = '')],
      ['a form in UTF-8', 'media_type_unsupported', (it) => (it.headers['content-type'] = FORM)],
      [
        'Basic is well-formed',
        'basic_malformed',
        (it) => Object.assign(it.headers, basic('bound', 'made up')),
      ],
      [
        'each parameter once',
        'parameter_repeated',
        (it) => {
          it.body = null;
          it.form = { client_id: 'bound', client_secret: 'made up', grant_type: 'made_up' };
        },
      ],
      ['a DPoP proof is a right one', 'proof_malformed', (it) => delete it.headers.dpop],
      ['the client authenticates in one way', 'credentials_twice', (it) => delete it.headers.authorization],
      ['its proof is right', 'secret_wrong', (it) => (it.form.client_secret = secretOf('bound'))],
      [
        'it may be used from this address',
        'address_not_allowed',
        () => served.api.store.updateClient({ ...bound, settings: anywhere }, []),
      ],
      [
        'the grant type is offered',
        'grant_type_unsupported',
        (it) => (it.form.grant_type = 'client_credentials'),
      ],
      [
        'the client may use it',
        'grant_type_not_allowed',
        (it) => (it.form.grant_type = 'authorization_code'),
      ],
      [
        'a key is proved, where tokens are bound',
        'proof_missing',
        (it) => (it.proof = proving(served, newProver())),
      ],
      [
        'the parameters of the grant are there',
        'parameter_missing',
        async (it) => {
          const code = await served.consent({ clientId: ClientId('bound') });
          it.form = redeeming(code, { client_id: 'bound' });
        },
      ],
    ],
  };
}

export async function codeLadder(served: Served): Promise<Ladder> {
  const prover = newProver();
  const spent = proving(served, prover)();
  const bound = { context: { ...NO_CONTEXT, confirmation: { jkt: prover.thumbprint } } };
  const old = await served.consent({ ...bound, expiresAt: served.api.clock.now() + SECOND });
  const request = inside(redeeming(await served.consent({ clientId: ClientId('other') })), {
    redirect_uri: OTHER,
    code_verifier: VERIFIER.toLowerCase(),
    ...WRONG,
  });
  request.proof = proving(served, newProver());
  assert.equal((await served.post(own(), { headers: { dpop: spent } })).status, 200);
  const grant = await suspend(served, true);
  served.later(2 * SECOND);
  return {
    endpoint: 'authorization_code',
    asked: request,
    ends: 200,
    rungs: [
      ['the code is this client’s', 'code_of_another_client', (it) => (it.form.code = old)],
      ['redirect_uri is the same again', 'redirect_uri_differs', (it) => (it.form.redirect_uri = CALLBACK)],
      ['the verifier fits', 'verifier_wrong', (it) => (it.form.code_verifier = VERIFIER)],
      ['the key of the code is proved', 'key_differs', (it) => (it.proof = () => spent)],
      ['the grant stands, its user is a member', 'grant_suspended', () => suspend(served, false, grant)],
      ['resources are of those granted', 'resource_foreign', (it) => delete it.form.resource],
      ['details are of those granted', 'details_malformed', (it) => delete it.form.authorization_details],
      ['the DPoP proof is new', 'proof_replayed', (it) => (it.proof = proving(served, prover))],
      [
        'the code is neither used nor expired',
        'code_expired',
        async (it) => (it.form.code = await served.consent(bound)),
      ],
    ],
  };
}

export async function refreshLadder(served: Served): Promise<Ladder> {
  const prover = newProver();
  const proof = proving(served, prover);
  const refreshed = async (token: string) =>
    tokenOf(await served.post(again(token), { headers: { dpop: proof() } }));
  const began = async () => {
    const code = await served.consent({ clientId: ClientId('spa') });
    return tokenOf(await served.post(redeeming(code, { client_id: 'spa' }), { headers: { dpop: proof() } }));
  };
  const [used, old] = [await began(), await began()];
  await refreshed(await refreshed(used));
  const others = tokenOf(await served.post(redeeming(await served.consent({ clientId: ClientId('web') }))));
  const spent = proof();
  assert.equal((await served.post(own(), { headers: { dpop: spent } })).status, 200);
  const request = inside(again('made up'), { scope: 'write', ...WRONG });
  request.proof = proving(served, newProver());
  const grant = await suspend(served, true, undefined, 'spa');
  return {
    endpoint: 'refresh_token',
    asked: request,
    ends: 200,
    rungs: [
      ['it looks like one', 'refresh_malformed', (it) => (it.form.refresh_token = others)],
      ['it is this client’s', 'refresh_of_another_client', (it) => (it.form.refresh_token = used)],
      ['its key is proved', 'key_differs', (it) => (it.proof = () => spent)],
      ['the DPoP proof is new', 'proof_replayed', (it) => (it.proof = proof)],
      ['its successor was not used', 'refresh_reused', (it) => (it.form.refresh_token = old)],
      [
        'the grant stands, its user is a member',
        'grant_suspended',
        async () => {
          await suspend(served, false, grant);
          served.later(served.api.config.lifetimes.refreshIdle * SECOND);
        },
      ],
      ['scopes are of those granted', 'scope_wider', (it) => delete it.form.scope],
      ['resources are of those granted', 'resource_foreign', (it) => delete it.form.resource],
      ['details are of those granted', 'details_malformed', (it) => delete it.form.authorization_details],
      [
        'it has not expired, when it is exchanged',
        'refresh_expired',
        async (it) => (it.form.refresh_token = await began()),
      ],
    ],
  };
}

export async function clientCredentialsLadder(served: Served): Promise<Ladder> {
  const proof = proving(served, newProver());
  const spent = proof();
  assert.equal((await served.post(own(), { headers: { dpop: spent } })).status, 200);
  const request = inside({ ...own('lapsed'), scope: 'a  "' }, WRONG);
  request.proof = () => spent;
  return {
    endpoint: 'client_credentials',
    asked: request,
    ends: 200,
    rungs: [
      [
        'details fit their types, which are the client’s',
        'details_malformed',
        (it) => delete it.form.authorization_details,
      ],
      ['scopes are the client’s', 'scope_malformed', (it) => (it.form.scope = 'offline_access')],
      ['none is about a user', 'scope_without_user', (it) => (it.form.scope = 'read')],
      ['resources are known', 'resource_foreign', (it) => delete it.form.resource],
      [
        'its service user is a member',
        'service_user_not_a_member',
        (it) => Object.assign(it.form, by('service')),
      ],
      ['the DPoP proof is new', 'proof_replayed', (it) => (it.proof = proof)],
    ],
  };
}

export const WRONG = { resource: FOREIGN, authorization_details: 'none' };

export function inside(form: Record<string, string>, over: Record<string, string> = {}): Asked {
  return asked(TOKEN, { host: API, form: { ...form, ...over } });
}

export function own(clientId = 'web'): Record<string, string> {
  return { grant_type: 'client_credentials', scope: 'read', ...by(clientId) };
}

function again(token: string): Record<string, string> {
  return { grant_type: 'refresh_token', refresh_token: token, ...by('spa') };
}

function tokenOf({ json }: { json: Record<string, unknown> }): string {
  assert.equal(typeof json.refresh_token, 'string', JSON.stringify(json));
  return String(json.refresh_token);
}

/** Makes a new proof each time. */
export function proving(
  served: Served,
  prover: ReturnType<typeof newProver>,
  uri = `https://${API}${TOKEN}`,
) {
  return () =>
    prover.proof({ method: 'POST', uri, at: served.api.clock.now() / SECOND, nonce: freshNonce(served.api) });
}

export async function suspend(
  served: Served,
  suspended: boolean,
  known?: GrantId,
  clientId = 'web',
): Promise<GrantId> {
  const { store, clock } = served.api;
  const tenantId = TenantId('org_a');
  const grantId =
    known ?? (await store.grantFor(ClientId(clientId), UserId('usr_ann'), tenantId))?.id ?? GrantId('');
  const change = { grantId, tenantId, suspended, now: clock.now(), audit: [] };
  assert.equal(await store.suspendGrant(change), 'changed');
  return grantId;
}
