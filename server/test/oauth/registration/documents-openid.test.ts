import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { authorizePath, CALLBACK, openSite, type Site } from '../../pages/site.ts';
import { signedIn } from '../../pages/visitor.ts';
import { DEVICE_CODE, decide, type Reply } from '../device/television.ts';

/* Metadata about sign-in and devices counts in a document as it does in a registration. */

const documents = new Map<string, Record<string, unknown>>();
const server = createServer((request, response) => {
  const document = documents.get(request.url ?? '');
  response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify(document ?? {}));
});

let site: Site;
before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const definition = { clientMetadataDocuments: true, deviceAuthorization: true, signIn: true };
  site = await openSite({ definition });
});
after(async () => {
  server.closeAllConnections();
  server.close();
  await site.close();
});

function publish(path: string, over: Record<string, unknown>): string {
  const { port } = server.address() as AddressInfo;
  const address = `http://${path.slice(1)}.localhost:${port}${path}`;
  documents.set(path, { client_id: address, client_name: 'Agent', redirect_uris: [CALLBACK], ...over });
  return address;
}

const authorize = async (id: string) =>
  (await signedIn(site)).get(authorizePath({ client_id: id, scope: 'openid read' }));
const settings = async (id: string) => (await site.api.store.client(id, site.clock.now()))?.client.settings;

async function post(path: string, form: Record<string, string>): Promise<Pick<Reply, 'status' | 'json'>> {
  const { status, text } = await site.browser().post(path, form);
  return { status, json: JSON.parse(text) as Record<string, unknown> };
}

describe('a metadata document', () => {
  it('says how its client signs people in and out', async () => {
    const id = publish('/signing-in', {
      post_logout_redirect_uris: ['https://agent.example/bye'],
      backchannel_logout_uri: 'https://agent.example/logout',
      id_token_signed_response_alg: 'RS256',
      subject_type: 'pairwise',
      default_max_age: 3600,
    });
    assert.equal((await authorize(id)).status, 200);
    const { documentFreshUntil: _, ...known } = (await settings(id)) ?? {};
    assert.deepEqual(known, {
      postLogoutRedirectUris: ['https://agent.example/bye'],
      backchannelLogoutUri: 'https://agent.example/logout',
      idTokenAlgorithm: 'RS256',
      subjectType: 'pairwise',
      sector: new URL(CALLBACK).hostname,
      defaultMaxAge: 3600,
    });
    const query = new URLSearchParams({ client_id: id, post_logout_redirect_uri: 'https://evil.example/' });
    const page = await site.browser().get(`/oauth/logout?${query}`);
    assert.equal(page.location, undefined, 'nobody is sent to another address');
  });

  it('is refused for what cannot be had, in words', async () => {
    for (const [path, over, because] of [
      ['/algorithm', { id_token_signed_response_alg: 'none' }, /id_token_signed_response_alg/],
      ['/leaving', { post_logout_redirect_uris: ['javascript:alert(1)'] }, /post_logout_redirect_uris/],
      ['/behind', { backchannel_logout_uri: 'http://agent.example/' }, /backchannel_logout_uri/],
      [
        '/sector',
        { subject_type: 'pairwise', sector_identifier_uri: 'https://127.0.0.1:9/' },
        /sector_identifier_uri/,
      ],
    ] as const) {
      const { status, text } = await authorize(publish(path, over));
      assert.equal(status, 400, path);
      assert.match(text, because);
    }
  });

  it('may be that of a device', async () => {
    const id = publish('/television', { redirect_uris: [], grant_types: [DEVICE_CODE, 'refresh_token'] });
    const asked = await post('/oauth/device', { client_id: id, scope: 'read' });
    assert.equal(asked.status, 200, JSON.stringify(asked.json));
    await decide(await signedIn(site), String(asked.json.user_code), 'allow');
    const tokens = await post('/oauth/token', {
      grant_type: DEVICE_CODE,
      client_id: id,
      device_code: String(asked.json.device_code),
    });
    assert.equal(tokens.status, 200);
    assert.ok(tokens.json.access_token && tokens.json.refresh_token);

    const browserOnly = await post('/oauth/device', { client_id: publish('/browser', {}), scope: 'read' });
    assert.deepEqual([browserOnly.status, browserOnly.json.error], [400, 'unauthorized_client']);
  });

  it('says nothing about either where the API offers neither', async () => {
    const plain = await openSite({ definition: { clientMetadataDocuments: true } });
    const id = publish('/plain', {
      grant_types: ['authorization_code', DEVICE_CODE],
      id_token_signed_response_alg: 'whatever',
    });
    const { status } = await (await signedIn(plain)).get(authorizePath({ client_id: id }));
    assert.equal(status, 200);
    const stored = (await plain.api.store.client(id, plain.clock.now()))?.client;
    assert.deepEqual(
      [stored?.grantTypes, stored?.settings.idTokenAlgorithm],
      [['authorization_code'], undefined],
    );
    await plain.close();
  });
});
