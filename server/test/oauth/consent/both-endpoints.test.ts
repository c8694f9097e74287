import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sha256 } from '../../../src/lib/compare.ts';
import {
  type AuditRow,
  type Client,
  type ClientId,
  GrantId,
  TenantId,
  UserId,
} from '../../../src/model/index.ts';
import { secretRecord } from '../../acme/records.ts';
import { authorizePath, client, DEFINITION, openSite, type Site } from '../../pages/site.ts';
import { codeIn, consentFields, type Page, signedIn, type Visitor } from '../../pages/visitor.ts';
import { ask, DEVICE_CODE, deviceFields, enter, SECRET } from '../device/television.ts';

/*
 * A consent means the same whether a browser was sent here with a request or a person entered the code of a device: the
 * same forms decide, the same attempts are refused, and the log holds the same members.
 */

let site: Site;
/** Runs when the API is next asked what there is to choose from, which is while a decision is on its way. */
let meanwhile: (() => Promise<unknown>) | null = null;

const DETAILS = [{ type: 'folder', identifier: 'a' }];
const clients = new Set<string>();

before(async () => {
  site = await openSite({
    definition: {
      signIn: true,
      deviceAuthorization: true,
      authorizationDetails: {
        folder: { title: 'Open a folder', schema: { properties: { identifier: { type: 'string' } } } },
      },
      resources: {
        async list(who) {
          const now = meanwhile;
          meanwhile = null;
          await now?.();
          return DEFINITION.resources?.list(who) ?? [];
        },
      },
    },
  });
});
after(() => site.close());

interface Request {
  scope?: string;
  details?: boolean;
  /** Proves that the device is the client's, where that is not a public one. */
  secret?: string;
}

/** A consent page in front of a user. */
interface Shown {
  page: Page;
  post(fields: Record<string, string>): Promise<Page>;
  outcome(answer: Page): Promise<'allowed' | 'denied' | 'pending'>;
}

/** Each way to the consent page, for a client of its own. */
const WAYS = {
  'the authorization endpoint': async (who: Visitor, id: string, { scope = 'read', details }: Request) => {
    const path = authorizePath({
      ...{ client_id: id, scope },
      ...(details ? { authorization_details: JSON.stringify(DETAILS) } : {}),
    });
    const page = await who.get(path);
    return {
      page,
      post: (fields) => who.post(path, { ...consentFields(page), ...fields }),
      async outcome(answer) {
        const error = new URL(answer.location ?? path, 'http://here').searchParams.get('error');
        return error === 'access_denied' ? 'denied' : codeIn(answer) ? 'allowed' : 'pending';
      },
    };
  },
  'the page for devices': async (who: Visitor, id: string, { scope = 'read', details, secret }: Request) => {
    const codes = await ask(site, {
      ...{ client_id: id, scope },
      ...(secret ? { client_secret: secret } : {}),
      ...(details ? { authorization_details: JSON.stringify(DETAILS) } : {}),
    });
    const page = await enter(who, codes.user);
    return {
      page,
      post: (fields) => who.post('/device', { ...deviceFields(page), ...fields }),
      async outcome() {
        const waiting = await site.api.store.deviceRequest(sha256(codes.device));
        assert.ok(waiting && waiting.status !== 'redeemed');
        return waiting.status;
      },
    };
  },
} satisfies Record<string, (who: Visitor, id: string, request: Request) => Promise<Shown>>;

async function newClient(over: Partial<Client> = {}): Promise<ClientId> {
  const id = `client${clients.size}`;
  clients.add(id);
  const record = client({
    ...{ id, name: 'Casebridge', kind: 'public', authMethod: 'none', origin: 'seed' },
    grantTypes: ['authorization_code', DEVICE_CODE],
    scopes: ['read', 'write', 'projects', 'openid', 'email'],
    ...over,
  });
  const secret = secretRecord(id, SECRET);
  await site.api.store.createClient(record, record.kind === 'public' ? null : secret, []);
  return record.id;
}

async function lastRow(kind: AuditRow['kind']): Promise<AuditRow> {
  const [row] = await site.api.store.auditTrail({ kind, limit: 1 });
  assert.ok(row);
  return row;
}

const SELECTED = { decision: 'allow', resource: 'project:11' };

for (const [name, show] of Object.entries(WAYS)) {
  const through = name === 'the page for devices' ? 'device_authorization_request' : 'authorization_request';

  describe(`consent by ${name}`, () => {
    it('that is given has its row: scopes, resources, details, and how it was asked', async () => {
      const id = await newClient();
      const vera = await signedIn(site, 'vera');
      const shown = await show(vera, id, { scope: 'read projects', details: true });
      assert.match(shown.page.text, /Open a folder/);
      assert.equal(await shown.outcome(await shown.post(SELECTED)), 'allowed');
      const row = await lastRow('authorization.granted');
      const grant = await site.api.store.grantFor(id, UserId('vera'), TenantId('org_harbour'));
      assert.deepEqual([row.clientId, row.userId, row.tenantId], [id, 'vera', 'org_harbour']);
      assert.deepEqual([row.grantId, row.mode, row.outcome, row.code], [grant?.id, 'live', 'allowed', null]);
      assert.deepEqual(row.detail, {
        scopes: ['read', 'projects'],
        authorization_details: DETAILS,
        through,
        resources: [{ type: 'project', id: '11' }],
      });
      assert.deepEqual(grant?.ceiling, ['case.read', 'contact.read'], 'promotions wait');
    });

    it('that is denied has the same members in its row, and the grant that there is', async () => {
      const id = await newClient({ kind: 'platform', authMethod: 'client_secret_post' });
      const vera = await signedIn(site, 'vera');
      await (await show(vera, id, { secret: SECRET })).post({ decision: 'allow' });
      const grant = await site.api.store.grantFor(id, UserId('vera'), TenantId('org_harbour'));
      assert.match(grant?.connectedAccountId ?? '', /^conn_/);
      const shown = await show(vera, id, { scope: 'write', details: true, secret: SECRET });
      assert.equal(await shown.outcome(await shown.post({ decision: 'deny' })), 'denied');
      const row = await lastRow('authorization.denied');
      assert.deepEqual([row.clientId, row.userId, row.tenantId], [id, 'vera', 'org_harbour']);
      assert.deepEqual([row.grantId, row.connectedAccountId], [grant?.id, grant?.connectedAccountId]);
      assert.deepEqual([row.outcome, row.code], ['denied', 'access_denied']);
      assert.deepEqual(row.detail, { scopes: ['write'], authorization_details: DETAILS, through });
    });

    it('counts only with a decision, and only for what was shown', async () => {
      const shown = await show(await signedIn(site, 'max'), await newClient(), {});
      for (const [fields, status, says] of [
        [{}, 400, /Choose whether to allow this or not/],
        [{ decision: 'perhaps' }, 400, /Choose whether to allow this or not/],
        [{ decision: 'allow', consent: 'x' }, 400, /Please look again/],
        [{ decision: 'allow', tenant: 'org_north' }, 400, /Please look again/],
        [{ decision: 'allow', show: 'tenant' }, 200, /Casebridge wants to connect/],
      ] as const) {
        const answer = await shown.post(fields);
        assert.deepEqual([answer.status, await shown.outcome(answer)], [status, 'pending'], says.source);
        assert.match(answer.text, says);
      }
    });

    it('is not given for what the client may no longer ask, and still for what it may', async () => {
      for (const [scope, left, outcome] of [
        ['read write', ['read'], 'pending'],
        ['read', ['read'], 'allowed'],
      ] as const) {
        const id = await newClient();
        const shown = await show(await signedIn(site, 'vera'), id, { scope, details: true });
        const known = await site.api.store.client(id, site.clock.now());
        assert.ok(known);
        await site.api.store.updateClient({ ...known.client, scopes: [...left] }, []);
        assert.equal(await shown.outcome(await shown.post({ decision: 'allow' })), outcome);
        const grant = await site.api.store.grantFor(id, UserId('vera'), TenantId('org_harbour'));
        assert.equal(grant === null, outcome === 'pending');
      }
    });

    it('is refused where a manager stopped it, with its row', async () => {
      const id = await newClient();
      const vera = await signedIn(site, 'vera');
      await (await show(vera, id, {})).post({ decision: 'allow' });
      await stop(id);
      const shown = await show(vera, id, {});
      assert.doesNotMatch(shown.page.text, />Allow</);
      const answer = await shown.post({ decision: 'allow' });
      assert.deepEqual([answer.status, await shown.outcome(answer)], [400, 'pending']);
      assert.match(answer.text, /A manager of Harbour Law stopped this connection/);
      const row = await lastRow('authorization.denied');
      assert.deepEqual(
        [row.clientId, row.code, row.detail],
        [id, 'held_by_manager', { scopes: ['read'], through }],
      );
    });

    it('is refused where its user suspended it, which the row does not call a hold', async () => {
      const id = await newClient();
      const vera = await signedIn(site, 'vera');
      await (await show(vera, id, {})).post({ decision: 'allow' });
      const grant = await site.api.store.grantFor(id, UserId('vera'), TenantId('org_harbour'));
      const change = { tenantId: TenantId('org_harbour'), suspended: true, now: site.clock.now(), audit: [] };
      await site.api.store.suspendGrant({ ...change, grantId: grant?.id ?? GrantId('') });
      const shown = await show(vera, id, {});
      const answer = await shown.post({ decision: 'allow' });
      assert.deepEqual([answer.status, await shown.outcome(answer)], [400, 'pending']);
      assert.match(answer.text, /This connection is suspended/);
      assert.equal((await lastRow('authorization.denied')).code, 'suspended');
    });

    it('that a manager overtakes gives nothing, says so, and can still be denied', async () => {
      const id = await newClient();
      const vera = await signedIn(site, 'vera');
      await (await show(vera, id, {})).post({ decision: 'allow' });
      const shown = await show(vera, id, { scope: 'projects' });
      meanwhile = () => stop(id);
      const answer = await shown.post(SELECTED);
      assert.deepEqual([answer.status, await shown.outcome(answer)], [409, 'pending']);
      assert.match(answer.text, /A manager of Harbour Law stopped this connection/);
      assert.doesNotMatch(answer.text, />Allow</);
      assert.equal((await lastRow('authorization.denied')).code, 'held_by_manager');
      assert.equal(await shown.outcome(await shown.post({ decision: 'deny' })), 'denied');
    });

    it('waits for a list that the API cannot give', async () => {
      const shown = await show(await signedIn(site, 'vera'), await newClient(), { scope: 'projects' });
      meanwhile = () => Promise.reject(new Error('down'));
      const answer = await shown.post(SELECTED);
      assert.deepEqual([answer.status, await shown.outcome(answer)], [503, 'pending']);
      assert.match(
        answer.text,
        /value="project:11" checked/,
        'the list is back, and what was chosen stays chosen',
      );
      assert.equal(await shown.outcome(await shown.post(SELECTED)), 'allowed');
    });
  });
}

/** A manager ends what a client has of Vera. */
async function stop(id: ClientId): Promise<void> {
  const grant = await site.api.store.grantFor(id, UserId('vera'), TenantId('org_harbour'));
  const change = { tenantId: TenantId('org_harbour'), now: site.clock.now(), byManager: true, audit: [] };
  await site.api.store.revokeGrant({ ...change, grantId: grant?.id ?? GrantId('') });
}

describe('the audit rows of a consent', () => {
  it('has the scopes that were granted, also those behind claims that were asked for by name', async () => {
    const id = await newClient();
    const ada = await signedIn(site);
    const claims = JSON.stringify({ userinfo: { email: null } });
    const path = authorizePath({ client_id: id, scope: 'openid', claims });
    const page = await ada.get(path);
    assert.ok(codeIn(await ada.post(path, { ...consentFields(page), decision: 'allow' })));
    const grant = await site.api.store.grantFor(id, UserId('ada'), TenantId('org_harbour'));
    assert.deepEqual(grant?.scopes, ['openid', 'email']);
    assert.deepEqual((await lastRow('authorization.granted')).detail.scopes, grant.scopes);
  });

  it('tells a consent that nobody was asked for from the one that it repeats', async () => {
    const id = await newClient({ kind: 'confidential' });
    const ada = await signedIn(site);
    const path = authorizePath({ client_id: id, scope: 'read' });
    const page = await ada.get(path);
    assert.ok(codeIn(await ada.post(path, { ...consentFields(page), decision: 'allow' })));
    assert.equal('repeated' in (await lastRow('authorization.granted')).detail, false);
    assert.ok(codeIn(await ada.get(path)));
    assert.equal((await lastRow('authorization.granted')).detail.repeated, true);
  });

  it('says what a device asked for, before anybody has seen it', async () => {
    const id = await newClient();
    await ask(site, { client_id: id, scope: 'read', authorization_details: JSON.stringify(DETAILS) });
    const { detail } = await lastRow('device.requested');
    assert.deepEqual(detail, { scopes: ['read'], authorization_details: DETAILS });
  });

  it('a request that may show no page gets an answer where the consent cannot be repeated', async () => {
    const id = await newClient({ kind: 'confidential' });
    const vera = await signedIn(site, 'vera');
    const path = authorizePath({ client_id: id, scope: 'read' });
    await vera.post(path, { ...consentFields(await vera.get(path)), decision: 'allow' });
    assert.ok(codeIn(await vera.get(`${path}&prompt=none`)));
    await stop(id);
    const answer = await vera.get(`${path}&prompt=none`);
    assert.equal(new URL(answer.location ?? '').searchParams.get('error'), 'consent_required');
  });
});
