import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { DAY } from '../../../src/lib/clock.ts';
import { type ClientSettings, TenantId, UserId } from '../../../src/model/index.ts';
import { authorizePath, CALLBACK, client, openSite, type Site } from '../../pages/site.ts';
import { signedIn } from '../../pages/visitor.ts';

/* A plan and addresses that the API's operator set stay, whatever a client or its owner says of it afterwards. */

const DECIDED: ClientSettings = { plan: 'small', ipAllowlist: ['192.0.2.0/24'], addressesHeld: true };

let site: Site;
let document = '';
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ client_id: document, client_name: 'Agent', redirect_uris: [CALLBACK] }));
});
before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  document = `http://127.0.0.1:${(server.address() as AddressInfo).port}/client.json`.replace(
    '127.0.0.1',
    'agent.localhost',
  );
  site = await openSite({
    definition: {
      registration: 'open',
      clientMetadataDocuments: true,
      limits: { plans: { small: { client: { calls: 10, per: 60 } } } },
    },
    clients: [
      client({ id: 'own', ownerUserId: UserId('ada'), tenantId: TenantId('org_harbour'), origin: 'page' }),
    ],
  });
});
after(async () => {
  await site.close();
  server.close();
});

async function decide(id: string): Promise<void> {
  const found = await site.api.store.client(id, site.clock.now());
  assert.ok(found);
  await site.api.store.updateClient(
    { ...found.client, settings: { ...found.client.settings, ...DECIDED } },
    [],
  );
}

async function assertDecided(id: string, name: string): Promise<void> {
  const found = (await site.api.store.client(id, site.clock.now()))?.client;
  assert.equal(found?.name, name);
  const { plan, ipAllowlist, addressesHeld } = found?.settings ?? {};
  assert.deepEqual({ plan, ipAllowlist, addressesHeld }, DECIDED);
}

test('after a registration was replaced', async () => {
  const { port } = new URL(site.origin);
  const call = async (method: string, path: string, body: object, token?: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    });
    const json = (await answer.json()) as Record<string, string>;
    assert.ok(answer.ok, JSON.stringify(json));
    return json;
  };
  const about = { redirect_uris: [CALLBACK], client_name: 'First', token_endpoint_auth_method: 'none' };
  const registered = await call(
    'POST',
    new URL(site.api.address.endpoints.registration ?? '').pathname,
    about,
  );
  const { client_id: id = '', registration_client_uri: at = '', registration_access_token } = registered;
  await decide(id);
  const next = { ...about, client_id: id, client_name: 'Second' };
  await call('PUT', new URL(at).pathname, next, registration_access_token);
  await assertDecided(id, 'Second');
});

test('after its document was read again', async () => {
  const ada = await signedIn(site);
  const ask = () => ada.get(authorizePath({ client_id: document, scope: 'read' }));
  assert.equal((await ask()).status, 200);
  await decide(document);
  site.clock.turn(DAY);
  await ada.signIn('ada@harbour.example');
  assert.equal((await ask()).status, 200);
  await assertDecided(document, 'Agent');
});

test('after its owner changed it, who is told whom to ask', async () => {
  await decide('own');
  const ada = await signedIn(site);
  const page = await ada.get('/account/clients/own');
  const save = (addresses: string) =>
    ada.post('/account/clients/own', {
      csrf: page.field('csrf'),
      tenant: page.field('tenant'),
      action: 'update',
      name: 'Renamed',
      redirect_uris: CALLBACK,
      addresses,
    });
  for (const addresses of ['', '0.0.0.0/0']) {
    const refused = await save(addresses);
    assert.equal(refused.status, 400);
    assert.match(refused.text, /The people behind this API say from where it may be used/);
  }
  assert.equal((await save('192.0.2.0/24')).status, 303);
  await assertDecided('own', 'Renamed');
});
