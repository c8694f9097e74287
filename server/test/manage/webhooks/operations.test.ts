import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DAY } from '../../../src/lib/clock.ts';
import { UserId } from '../../../src/model/index.ts';
import { receiver } from '../../delivery/world.ts';
import { client, openSite, type Site } from '../../pages/site.ts';
import { signedIn } from '../../pages/visitor.ts';
import { type Asker, person, program } from '../api/asking.ts';

describe('webhooks over the management API', () => {
  let site: Site;
  let owner: Asker;
  let max: Asker;
  before(async () => {
    site = await openSite({ clients: [client({ id: 'ofmax', name: 'Of Max', ownerUserId: UserId('max') })] });
    owner = await program(site, ['manage:write']);
    max = await person(site, await signedIn(site, 'max'));
  });
  after(() => site.close());

  test('a developer adds an endpoint to their client, and reads what was sent to it', async (t) => {
    const { url, received } = await receiver(t, (_request, response) =>
      response.writeHead(200).end('thanks'),
    );
    const made = await max.post('/clients/ofmax/webhooks', { url, events: ['client.secret_rotated'] });
    assert.equal(made.status, 201);
    assert.match(made.body.secret, /^whsec_/);
    const path = `/clients/ofmax/webhooks/${made.body.id}`;
    assert.deepEqual((await max.get('/clients/ofmax/webhooks')).body.data, [(await max.get(path)).body]);

    const tried = await max.post(`${path}/test`, undefined);
    assert.deepEqual([tried.status, tried.body.delivered, tried.body.body], [200, true, 'thanks']);
    assert.equal(received.length, 1);

    assert.equal((await max.post('/clients/ofmax/secrets', {})).status, 201);
    const { body } = await max.get(`${path}/deliveries`);
    assert.deepEqual([body.data.length, body.next], [1, null]);
    const [sent] = body.data;
    assert.deepEqual(
      [sent.type, sent.status, sent.payload.data.client_id],
      ['client.secret_rotated', 'due', 'ofmax'],
    );
    const again = await max.post(`${path}/deliveries/${sent.number}/retry`, undefined);
    assert.deepEqual([again.status, again.body.code], [409, 'underway']);
    assert.equal((await max.post(`${path}/deliveries/999/retry`, undefined)).status, 404);
    const since = new Date(site.clock.now() - DAY).toISOString();
    assert.deepEqual((await max.post(`${path}/replay`, { since })).body, { events: 0 });
    assert.equal((await max.post(`${path}/replay`, { since, until: since })).body.code, 'empty_span');
  });

  test('changes address and events, replaces the secret, and removes; the second of two is told', async (t) => {
    const { url } = await receiver(t);
    const made = await max.post('/clients/ofmax/webhooks', { url });
    const path = `/clients/ofmax/webhooks/${made.body.id}`;
    const headers = { 'if-match': (await max.get(path)).headers.get('etag') ?? '' };
    const changed = await max.patch(path, { events: ['token.reused'] }, { headers });
    assert.deepEqual([changed.body.events, changed.body.url], [['token.reused'], url]);
    assert.equal((await max.patch(path, { ordered: true }, { headers })).status, 412);
    const wrong = await max.patch(path, { events: ['token.reusd'], url: 'http://10.0.0.1/' });
    assert.deepEqual(
      wrong.body.errors.map(({ pointer }: { pointer: string }) => pointer),
      ['/events', '/url'],
    );
    const rotated = await max.post(`${path}/rotate`, { overlapDays: 1 });
    assert.notEqual(rotated.body.secret, made.body.secret);
    assert.equal(rotated.body.secrets.length, 2);
    assert.equal((await max.delete(path)).status, 204);
    assert.equal((await max.get(path)).status, 404);
    const [row] = await site.api.store.auditTrail({ kind: 'webhook.removed', limit: 1 });
    assert.equal(row?.detail.by, 'max');
  });

  test('the API owner has endpoints of their own, and nobody reaches those of others', async (t) => {
    const { url } = await receiver(t);
    const own = (await owner.post('/webhooks', { url, events: ['client.deleted'] })).body;
    assert.equal(own.client, null);
    const ofMax = (await max.post('/clients/ofmax/webhooks', { url })).body;
    const ada = await person(site, await signedIn(site));
    const unreachable = [
      ada.get('/clients/ofmax/webhooks'),
      ada.delete(`/clients/ofmax/webhooks/${ofMax.id}`),
      max.get(`/clients/ofmax/webhooks/${own.id}`),
      owner.get(`/webhooks/${ofMax.id}`),
      owner.get(`/clients/platform/webhooks/${ofMax.id}`),
    ];
    assert.deepEqual(
      (await Promise.all(unreachable)).map(({ status }) => status),
      [404, 404, 404, 404, 404],
    );
    assert.equal((await max.get('/webhooks')).status, 403);
    const forOwners = await max.post('/clients/ofmax/webhooks', { url, events: ['client.deleted'] });
    assert.match(forOwners.body.errors[0].detail, /API owner/);
    const types: { type: string; ownersOnly: boolean }[] = (await max.get('/event-types')).body.data;
    assert.ok(types.length > 5);
    const owners = types.filter(({ ownersOnly }) => ownersOnly).map(({ type }) => type);
    assert.deepEqual(owners.sort(), ['client.deleted', 'key.rotated']);
  });

  test('calls no address more than twenty times a minute for one person', async (t) => {
    const { url } = await receiver(t);
    const { id } = (await owner.post('/webhooks', { url })).body;
    let last = 0;
    for (let tries = 0; tries < 25 && last !== 429; tries++) {
      last = (await owner.post(`/webhooks/${id}/test`, undefined)).status;
    }
    assert.equal(last, 429);
  });
});
