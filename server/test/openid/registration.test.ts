import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { sectorProblem } from '../../src/oauth/registration/sector-identifier.ts';
import { openIdMetadataOf, readOpenIdMetadata } from '../../src/rules/registration/openid.ts';
import { CALLBACK } from '../pages/site.ts';
import { openWorld, type World } from './world.ts';

let world: World;
before(async () => {
  world = await openWorld({ definition: { registration: 'open', signing: ['ES256'] } });
});
after(() => world.close());

const register = (metadata: Record<string, unknown>) =>
  world.send(
    'POST',
    '/oauth/register',
    { 'content-type': 'application/json' },
    JSON.stringify({ redirect_uris: [CALLBACK], ...metadata }),
  );

describe('registering a relying party', () => {
  it('takes what OpenID Connect registers, and says it back', async () => {
    const metadata = {
      subject_type: 'pairwise',
      id_token_signed_response_alg: 'ES256',
      userinfo_signed_response_alg: 'RS256',
      default_max_age: 3_600,
      post_logout_redirect_uris: ['https://casebridge.example/out', 'https://casebridge.example/out?x=y'],
      backchannel_logout_uri: 'https://casebridge.example/backchannel',
    };
    const { status, json, text } = await register({ ...metadata, backchannel_logout_session_required: true });
    assert.equal(status, 201, text);
    for (const [name, value] of Object.entries(metadata)) assert.deepEqual(json[name], value, name);
    const known = await world.api.store.client(String(json.client_id), world.clock.now());
    assert.equal(known?.client.settings.sector, 'casebridge.example');
    assert.ok(String(json.scope).split(' ').includes('openid'));
  });

  for (const [what, metadata] of [
    ['an algorithm that there is no key for', { id_token_signed_response_alg: 'PS256' }],
    ['no algorithm at all', { id_token_signed_response_alg: 'none' }],
    ['a symmetric algorithm', { userinfo_signed_response_alg: 'HS256' }],
    ['an unknown subject type', { subject_type: 'transient' }],
    [
      'pairwise subjects over several hosts',
      {
        subject_type: 'pairwise',
        redirect_uris: [CALLBACK, 'https://elsewhere.example/callback'],
      },
    ],
    ['a sector identifier without TLS', { sector_identifier_uri: 'http://casebridge.example/uris.json' }],
    ['a sector identifier inside', { sector_identifier_uri: 'https://10.0.0.1/uris.json' }],
    ['a negative age', { default_max_age: -1 }],
    ['a fragment after signing out', { post_logout_redirect_uris: ['https://casebridge.example/#out'] }],
    ['a script after signing out', { post_logout_redirect_uris: ['javascript:alert(1)'] }],
    ['a logout address without TLS', { backchannel_logout_uri: 'http://casebridge.example/out' }],
    ['a logout address with credentials', { backchannel_logout_uri: 'https://a:b@casebridge.example/out' }],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { status, json } = await register(metadata);
      assert.equal(status, 400);
      assert.equal(json.error, 'invalid_client_metadata');
    });
  }

  it('keeps the sector identifier to tell it back', () => {
    const sent = { subject_type: 'pairwise', sector_identifier_uri: 'https://casebridge.example/uris.json' };
    const read = readOpenIdMetadata(sent, { redirectUris: [CALLBACK], runsOnDevice: false }, ['ES256']);
    assert.deepEqual(read.ok && openIdMetadataOf(read.value.settings), sent);
  });

  it('believes a sector whose document lists every redirect URI', async () => {
    let listed = JSON.stringify([CALLBACK, 'https://elsewhere.example/callback']);
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(listed);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/uris.json`;
    try {
      assert.equal(await sectorProblem(world.api, address, [CALLBACK]), null);
      for (const other of ['[]', '{"0":"x"}', 'no json', JSON.stringify([`${CALLBACK}/`])]) {
        listed = other;
        assert.match(String(await sectorProblem(world.api, address, [CALLBACK])), /does not list/, other);
      }
      assert.match(String(await sectorProblem(world.api, 'https://10.0.0.1/', [])), /could not be fetched/);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('leaves all of it alone where nobody can sign in', async () => {
    const own = await openWorld({ definition: { registration: 'open', signIn: false } });
    try {
      const body = JSON.stringify({ redirect_uris: [CALLBACK], subject_type: 'pairwise', scope: 'read' });
      const reply = await own.send('POST', '/oauth/register', { 'content-type': 'application/json' }, body);
      assert.equal(reply.status, 201, reply.text);
      assert.equal(reply.json.subject_type, undefined);
    } finally {
      await own.close();
    }
  });
});
