import assert from 'node:assert/strict';
import { HOUR } from '../../src/lib/clock.ts';
import { sha256 } from '../../src/lib/compare.ts';
import { ClientId, TenantId, UserId } from '../../src/model/index.ts';
import { burst } from '../anomalies/burst.ts';
import { personalToken } from '../store/fixtures.ts';
import { authorizePath, client, type Site } from './site.ts';
import { consentFields, type Page, signedIn } from './visitor.ts';

/** Connections that can be changed in every way, a token, a client with a secret, and another browser. */
export async function furnish(site: Site): Promise<void> {
  const connect = async (who: string, clientId: string) => {
    const browser = await signedIn(site, who);
    const path = authorizePath({ scope: 'read write projects', client_id: clientId });
    await browser.post(path, [
      ...Object.entries({ ...consentFields(await browser.get(path)), decision: 'allow' }),
      ['resource', 'project:11'],
      ['resource', 'account:2'],
    ]);
  };
  await connect('ada', 'platform');
  await connect('vera', 'platform');
  await connect('vera', 'app');
  await site.api.store.createClient(
    client({ id: 'nimbus', ownerUserId: UserId('ada'), tenantId: TenantId('org_harbour') }),
    null,
    [],
  );
  await connect('ada', 'nimbus');
  const nimbus = await site.api.store.grantFor(ClientId('nimbus'), UserId('ada'), TenantId('org_harbour'));
  const { tenantId, clientId, connectedAccountId } = nimbus ?? assert.fail();
  await burst(site.api.store, site.clock.now() - HOUR, { tenantId, clientId, connectedAccountId });
  const owner = await signedIn(site);
  const veras = await site.api.store.grantFor(ClientId('app'), UserId('vera'), TenantId('org_harbour'));
  const csrf = (await owner.get('/account/tokens/new')).field('csrf');
  const post = (path: string, fields: [string, string][]) =>
    owner.post(path, [['csrf', csrf], ['tenant', 'org_harbour'], ...fields]);
  const connection = `/account/connections/${veras?.id}`;
  await post(connection, [
    ['action', 'shrink'],
    ['scope', 'read'],
    ['scope', 'projects'],
    ['resource', 'account:2'],
  ]);
  await post(connection, [['action', 'suspend']]);
  const made = await post('/account/clients', [
    ['name', 'My server'],
    ['kind', 'confidential'],
    ['redirect_uris', 'https://my.app/cb'],
    ['scope', 'read'],
    ['grant_type', 'authorization_code'],
    ['mode', 'live'],
  ]);
  assert.equal(made.status, 303);
  await hook(site, (made.location ?? '').replace('/secret', ''), post);
  await post('/account/people/invitations', [
    ['action', 'invite'],
    ['email', 'guest@north.example'],
    ['role', 'viewer'],
  ]);
  const token = personalToken({
    id: 'tok_1',
    hash: sha256('h'),
    userId: UserId('ada'),
    tenantId: TenantId('org_harbour'),
  });
  await site.api.store.createPersonalToken({ ...token, expiresAt: null }, []);
}

/** An endpoint of a client, with a delivery that has come to its end. */
async function hook(
  site: Site,
  client: string,
  post: (path: string, fields: [string, string][]) => Promise<Page>,
): Promise<void> {
  const added = await post(`${client}/webhooks`, [
    ['url', 'http://127.0.0.1:9/hooks'],
    ['event', 'client.secret_rotated'],
  ]);
  assert.equal(added.status, 303, added.text);
  await post(client, [
    ['action', 'rotate'],
    ['days', '7'],
  ]);
  const { store, clock } = site.api;
  const now = clock.now();
  const [taken] = await store.takeWebhooks({ now, until: now, limit: 1, underway: new Map() });
  const { delivery } = taken ?? assert.fail();
  const disabled = () => assert.fail();
  const how = { delivered: true, answer: '200', body: null, now, chance: 0, disabled };
  assert.equal(await store.finishWebhook({ delivery, ...how }), 'delivered');
}
