import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DAY, HOUR } from '../../src/lib/clock.ts';
import { ClientId, type Grant, TenantId, UserId } from '../../src/model/index.ts';
import { ask, DEVICE_CODE, deviceFields, enter, post } from '../oauth/device/television.ts';
import { authorizePath, CALLBACK, client, DEFINITION, openSite, type Site, VERIFIER } from './site.ts';
import { codeIn, consentFields, signedIn } from './visitor.ts';

/*
 * The person chooses which optional scopes a client gets, and for how long; the grant, its tokens and their answers
 * follow. All without a script, as a browser posts the forms.
 */

let site: Site;
before(async () => {
  site = await openSite({
    definition: {
      deviceAuthorization: true,
      scopes: {
        ...DEFINITION.scopes,
        report: { title: 'Send a weekly report', optional: true },
        remove: { title: 'Delete cases', optional: true, dangerous: true },
      },
    },
  });
});
after(() => site.close());

let made = 0;
/** A public client that can ask through a browser and from a device. */
async function newClient(): Promise<string> {
  const id = `app${made++}`;
  const record = client({
    ...{ id, name: 'Pocket app', kind: 'public', authMethod: 'none' },
    grantTypes: ['authorization_code', 'refresh_token', DEVICE_CODE],
    scopes: ['read', 'report', 'remove'],
  });
  await site.api.store.createClient(record, null, []);
  return id;
}

async function grantOf(id: string): Promise<Grant> {
  const grant = await site.api.store.grantFor(ClientId(id), UserId('vera'), TenantId('org_harbour'));
  assert.ok(grant);
  return grant;
}

/** Allows in a browser and exchanges the code; `fields` is what the person chose. */
async function allow(id: string, fields: [string, string][]) {
  const vera = await signedIn(site, 'vera');
  const path = authorizePath({ client_id: id, scope: 'read report remove' });
  const page = await vera.get(path);
  const answer = await vera.post(path, [
    ...Object.entries(consentFields(page)),
    ...fields,
    ['decision', 'allow'],
  ]);
  const tokens = await post(site, '/oauth/token', {
    ...{ grant_type: 'authorization_code', client_id: id, redirect_uri: CALLBACK },
    ...{ code: codeIn(answer) ?? '', code_verifier: VERIFIER },
  });
  return { page, answer, tokens: tokens.json };
}

describe('an optional scope', () => {
  it('is ticked at first, marked where it is dangerous, and a required one has no box', async () => {
    const { page } = await allow(await newClient(), []);
    assert.match(page.text, /<input type="checkbox" name="scope" value="report" checked>/);
    assert.match(page.text, /Delete cases <span class="badge warn">Careful<\/span>/);
    assert.doesNotMatch(page.text, /name="scope" value="read"/);
  });

  it('that is unticked is in neither grant nor token, and the token answer says so', async () => {
    const id = await newClient();
    const { tokens } = await allow(id, [['scope', 'report']]);
    assert.equal(tokens.scope, 'read report');
    assert.deepEqual((await grantOf(id)).scopes, ['read', 'report']);
    const [row] = await site.api.store.auditTrail({ kind: 'authorization.granted', limit: 1 });
    assert.deepEqual([row?.detail.scopes, row?.detail.declined], [['read', 'report'], ['remove']]);
  });

  it('is taken back when it is unticked later, from earlier tokens too, and stays unticked', async () => {
    const id = await newClient();
    const first = await allow(id, [['scope', 'report']]);
    await allow(id, []);
    assert.deepEqual((await grantOf(id)).scopes, ['read']);
    const refreshed = await post(site, '/oauth/token', {
      ...{ grant_type: 'refresh_token', client_id: id },
      refresh_token: String(first.tokens.refresh_token),
    });
    assert.equal(refreshed.json.scope, 'read');
    const { page } = await allow(id, []);
    assert.match(page.text, /name="scope" value="report">/);
  });

  it('is asked for again with what else was entered, when nothing is left ticked', async () => {
    const vera = await signedIn(site, 'vera');
    const path = authorizePath({ client_id: await newClient(), scope: 'report remove' });
    const page = await vera.get(path);
    const fields = { ...consentFields(page), expiry: '90', decision: 'allow' };
    const again = await vera.post(path, fields);
    assert.equal(again.status, 400);
    assert.match(again.text, /Leave at least one thing ticked/);
    assert.match(again.text, /value="90" selected/);
    assert.match(again.text, /name="scope" value="report">/);
  });

  it('is left out for a device just so', async () => {
    const id = await newClient();
    const vera = await signedIn(site, 'vera');
    const codes = await ask(site, { client_id: id, scope: 'read report remove' });
    const page = await enter(vera, codes.user);
    await vera.post('/device', { ...deviceFields(page), scope: 'remove', expiry: '30', decision: 'allow' });
    const tokens = await post(site, '/oauth/token', {
      ...{ grant_type: DEVICE_CODE, client_id: id, device_code: codes.device },
    });
    assert.equal(tokens.json.scope, 'read remove');
    const grant = await grantOf(id);
    assert.deepEqual([grant.scopes, grant.expiresAt], [['read', 'remove'], site.clock.now() + 30 * DAY]);
  });
});

describe('the end that the person chose', () => {
  it('is stored, shown with the connection, kept by another consent, and ends everything', async (t) => {
    t.after(() => site.clock.turn(-31 * DAY));
    const id = await newClient();
    const { tokens } = await allow(id, [['expiry', '30']]);
    const { id: grantId, expiresAt } = await grantOf(id);
    assert.equal(expiresAt, site.clock.now() + 30 * DAY);
    const vera = await signedIn(site, 'vera');
    assert.match(
      (await vera.get(`/account/connections/${grantId}`)).text,
      /<dt>Ends<\/dt><dd><time[^>]*>1 Jul 2026/,
    );
    assert.match((await vera.get('/account/connections')).text, /Ends <time[^>]*>1 Jul 2026/);
    site.clock.turn(DAY);
    const again = await allow(id, [['expiry', 'unchanged']]);
    assert.match(again.page.text, /<option value="unchanged" selected>As before, until 1 Jul 2026/);
    assert.equal((await grantOf(id)).expiresAt, expiresAt);

    site.clock.turn(29 * DAY - HOUR / 2);
    const refresh = (token: unknown) =>
      post(site, '/oauth/token', {
        ...{ grant_type: 'refresh_token', client_id: id, refresh_token: String(token) },
      });
    const last = await refresh(again.tokens.refresh_token);
    assert.equal(last.json.expires_in, 1_800, 'a token does not outlive the authorization');
    site.clock.turn(HOUR / 2);
    const over = await refresh(last.json.refresh_token);
    assert.deepEqual([over.status, over.json.error], [400, 'invalid_grant']);
    const earlier = await refresh(tokens.refresh_token);
    assert.deepEqual([earlier.status, earlier.json.error], [400, 'invalid_grant']);
  });

  it('is what the API lets choose, and nothing else', async (t) => {
    const bound = await openSite({
      definition: { consent: { expiry: { days: [7], untilRevoked: false } } },
    });
    t.after(() => bound.close());
    const ada = await signedIn(bound);
    const page = await ada.get(authorizePath());
    assert.match(page.text, /How long: 7 days, until 8 Jun 2026\./);
    const answer = await ada.post(authorizePath(), { ...consentFields(page), decision: 'allow' });
    assert.ok(codeIn(answer));
    const grant = await bound.api.store.grantFor(
      ClientId('platform'),
      UserId('ada'),
      TenantId('org_harbour'),
    );
    assert.equal(grant?.expiresAt, bound.clock.now() + 7 * DAY);
    const forged = { ...consentFields(page), decision: 'allow', expiry: 'untilRevoked' };
    assert.equal((await ada.post(authorizePath(), forged)).status, 400);
  });
});

it('a connection whose end has come is told as expired', async () => {
  const id = await newClient();
  await allow(id, [['expiry', '30']]);
  const grant = await grantOf(id);
  const ends = grant.expiresAt ?? 0;
  await site.api.store.endExpiredGrants(ends, 9, () => ({
    ...{ kind: 'authorization.revoked', at: ends, tenantId: grant.tenantId, userId: grant.userId },
    ...{ clientId: grant.clientId, connectedAccountId: null, grantId: grant.id, mode: 'live' },
    ...{ outcome: 'allowed', code: null, ip: null, requestId: null, detail: { cause: 'expired' } },
  }));
  const vera = await signedIn(site, 'vera');
  const page = await vera.get(`/account/connections/${grant.id}`);
  assert.match(page.text, /<span class="badge bad">Expired<\/span>/);
  assert.match(page.text, /Connection expired/);
});
