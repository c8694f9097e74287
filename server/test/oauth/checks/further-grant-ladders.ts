import assert from 'node:assert/strict';
import { sha256 } from '../../../src/lib/compare.ts';
import { ClientId, DEVICE_CODE, GrantId, TenantId, UserId } from '../../../src/model/index.ts';
import { newProver } from '../../proof/prover.ts';
import { by, type Served } from '../serve.ts';
import { assertion, JWT_BEARER, stranger } from '../token/assertions/issuers.ts';
import { ACCESS_TOKEN, TOKEN_EXCHANGE, tokensOf } from '../token/exchange/agents.ts';
import { addClients } from './endpoint-ladders.ts';
import type { Ladder } from './ladder.ts';
import { inside, own, proving, suspend, WRONG } from './token-ladders.ts';

/** A proof that was used before, and a way to make new ones with the same key. */
async function spentProof(served: Served) {
  const proof = proving(served, newProver());
  const spent = proof();
  assert.equal((await served.post(own(), { headers: { dpop: spent } })).status, 200);
  return { proof, spent };
}

export async function deviceCodeLadder(served: Served): Promise<Ladder> {
  await addClients(served);
  const { proof, spent } = await spentProof(served);
  const { api } = served;
  const path = new URL(api.address.endpoints.deviceAuthorization).pathname;
  const code = async () =>
    String((await served.post({ ...by('tv'), scope: 'read' }, { path })).json.device_code);
  const allow = async (deviceCode: string) => {
    const now = api.clock.now();
    const outcome = await api.store.allowDevice({
      newGrantId: GrantId(`grant ${deviceCode}`),
      newConnectedAccountId: null,
      ...{ clientId: ClientId('tv'), userId: UserId('usr_ann'), tenantId: TenantId('org_a'), mode: 'live' },
      ...{ scopes: ['read'], resources: null, ceiling: null, now, authenticatedAt: now },
      deviceHash: sha256(deviceCode),
      audit: { allowed: [], held: [] },
    });
    assert.equal(outcome, 'allowed');
    return deviceCode;
  };
  const old = await allow(await code());
  const grant = await suspend(served, true, undefined, 'tv');
  const form = {
    grant_type: DEVICE_CODE.type,
    device_code: 'made up',
    resource: WRONG.resource,
    ...by('tv'),
  };
  return {
    endpoint: 'device_code',
    asked: { ...inside(form), proof: () => spent },
    ends: 200,
    rungs: [
      ['the device code is this client’s', 'device_unknown', (it) => (it.form.device_code = old)],
      ['resources are of those asked for', 'resource_foreign', (it) => delete it.form.resource],
      ['the grant stands, its user is a member', 'grant_suspended', () => suspend(served, false, grant)],
      [
        'the DPoP proof is new',
        'proof_replayed',
        (it) => {
          it.proof = proof;
          served.later(600_000);
        },
      ],
      [
        'it was allowed, and is neither used nor expired',
        'device_expired',
        async (it) => (it.form.device_code = await allow(await code())),
      ],
    ],
  };
}

export async function exchangeLadder(served: Served): Promise<Ladder> {
  const { proof, spent } = await spentProof(served);
  const platforms = await tokensOf(served, { clientId: 'platform' });
  const { access } = await tokensOf(served);
  const actor = String((await served.post(own('agent'))).json.access_token);
  const form = {
    ...{ grant_type: TOKEN_EXCHANGE, subject_token: 'made up', subject_token_type: 'id_token' },
    ...{ actor_token: 'made up', actor_token_type: ACCESS_TOKEN, scope: 'write:payouts' },
    ...by('unnamed'),
    ...WRONG,
  };
  return {
    endpoint: 'token_exchange',
    asked: { ...inside(form), proof: () => spent },
    ends: 200,
    rungs: [
      [
        'the types of tokens are taken',
        'subject_type_unsupported',
        (it) => (it.form.subject_token_type = ACCESS_TOKEN),
      ],
      [
        'the client may act for others',
        'exchange_not_configured',
        (it) => Object.assign(it.form, by('abroad')),
      ],
      ['the subject token stands', 'subject_unusable', (it) => (it.form.subject_token = platforms.access)],
      [
        'it is of a client that this one may act for',
        'subject_of_foreign_client',
        (it) => (it.form.subject_token = access),
      ],
      [
        'mode, tenant and key of the subject fit',
        'subject_of_other_tenant',
        (it) => Object.assign(it.form, by('agent')),
      ],
      ['the actor token stands and is the client’s', 'actor_unusable', (it) => (it.form.actor_token = actor)],
      ['scopes are of the subject’s', 'scope_wider', (it) => (it.form.scope = 'read')],
      ['resources are of the subject’s', 'resource_foreign', (it) => delete it.form.resource],
      ['details are of the subject’s', 'details_malformed', (it) => delete it.form.authorization_details],
      ['the DPoP proof is new', 'proof_replayed', (it) => (it.proof = proof)],
    ],
  };
}

export async function jwtBearerLadder(served: Served): Promise<Ladder> {
  const { proof, spent } = await spentProof(served);
  await served.consent({ clientId: ClientId('portal') });
  const used = await assertion(served);
  const form = { grant_type: JWT_BEARER, assertion: used, ...by('portal') };
  assert.equal((await served.post(form)).status, 200);
  const forged = await assertion(served, { key: stranger.privateKey });
  const unknown = await assertion(served, { claims: { sub: 'usr_nobody' } });
  const request = inside({ ...form, assertion: 'made up', scope: 'write', resource: WRONG.resource });
  const grant = await suspend(served, true, undefined, 'portal');
  return {
    endpoint: 'jwt_bearer',
    asked: { ...request, proof: () => spent },
    ends: 200,
    rungs: [
      [
        'the assertion is by a trusted issuer, for this client and now',
        'user_assertion_malformed',
        (it) => (it.form.assertion = forged),
      ],
      ['its signature is right', 'user_assertion_signature', (it) => (it.form.assertion = unknown)],
      ['its user is a member', 'user_assertion_subject', (it) => (it.form.assertion = used)],
      ['resources are known', 'resource_foreign', (it) => delete it.form.resource],
      ['the grant stands', 'grant_suspended', () => suspend(served, false, grant)],
      ['scopes are of those granted', 'scope_wider', (it) => (it.form.scope = 'read')],
      ['the DPoP proof is new', 'proof_replayed', (it) => (it.proof = proof)],
      [
        'the assertion is new',
        'user_assertion_replayed',
        async (it) => (it.form.assertion = await assertion(served)),
      ],
    ],
  };
}
