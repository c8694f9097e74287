import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Caller } from '@latchkey/guard';
import { HARTLEY, PENNINE } from '../proconvey/people.ts';
import type { Case, Contact } from '../proconvey/types.ts';
import {
  margaret,
  type Page,
  type Problem,
  ruth,
  type ServedProConvey,
  serveProConvey,
} from './proconvey-server.ts';
import { callerOf, readReply } from './signed-calls.ts';

describe('the ProConvey API', () => {
  let api: ServedProConvey;
  before(async () => {
    api = await serveProConvey();
  });
  after(() => api.close());

  describe('the accepted identities', () => {
    const raw = async (identity: string | null) =>
      readReply(
        await fetch(`${api.origin}/v2/cases`, { headers: identity ? { 'latchkey-identity': identity } : {} }),
      );
    const sound = { ...margaret, operation: 'listCases' };

    it('answers a call with a sound identity', async () => {
      assert.equal((await raw(api.calls.identity(sound))).status, 200);
    });

    it('refuses a call without an identity, and says no more', async () => {
      const refused = await raw(null);
      assert.equal(refused.status, 401);
      assert.equal(refused.json<Problem>().code, 'missing_token');
    });

    it('refuses a forged, an expired and a foreign identity', async () => {
      const past = Math.floor(Date.now() / 1_000) - 3_600;
      const altered = api.calls.identity(sound).replace(/.{8}$/, 'AAAAAAAA');
      assert.equal((await raw(altered)).status, 401);
      assert.equal((await raw(api.calls.identity(sound, { iat: past, exp: past + 60 }))).status, 401);
      assert.equal((await raw(api.calls.identity(sound, { aud: 'convert' }))).status, 401);
      assert.equal((await raw(api.calls.identity(sound, {}, { alg: 'none' }))).status, 401);
    });

    it('refuses an identity that was given for another operation', async () => {
      const carried = await raw(api.calls.identity({ ...margaret, operation: 'getMe' }));
      assert.equal(carried.status, 401);
      assert.equal((await raw(api.calls.identity(null))).status, 401, 'nor one that names nobody');
    });

    it('tells nothing of an organisation to a client that acts for none', async () => {
      const platform = callerOf(null, null, {
        token: 'client',
        client: { id: 'plat_nimbus', name: 'Nimbus CRM', kind: 'platform' },
      });
      const me = await api.get(platform, '/me');
      assert.equal(me.status, 200);
      assert.equal(me.json().organisation, null);
      for (const path of ['/v2/me', '/users', '/v2/cases', '/v2/reports/fees']) {
        assert.equal((await api.get(platform, path)).status, 403, path);
      }
    });
  });

  it('names the customer’s organisation on /v2/me', async () => {
    const connected = callerOf(HARTLEY, 'user_margaret', { connectedAccount: 'conn_1', token: 'connected' });
    const me = (await api.get(connected, '/v2/me')).json<{
      organisation: { id: string; sra_number: string };
      connected_account_id: string;
    }>();
    assert.equal(me.organisation.id, HARTLEY.id);
    assert.equal(me.organisation.sra_number, '648213');
    assert.equal(me.connected_account_id, 'conn_1');
  });

  describe('isolation', () => {
    const lists = ['/users', '/v2/cases', '/v2/quotes', '/v2/contacts', '/v2/documents'];

    it('keeps the records of two organisations apart in every list', async () => {
      for (const path of lists) {
        const ids = async (who: Caller) =>
          (await api.get(who, `${path}?limit=100`)).json<Page<{ id: string }>>().data.map(({ id }) => id);
        const [hartley, pennine] = [await ids(margaret), await ids(ruth)];
        assert.ok(hartley.length > 0 && pennine.length > 0, path);
        // One person works for both firms and is on both lists.
        const both = hartley.filter((id) => pennine.includes(id));
        assert.deepEqual(both, path === '/users' ? ['user_owen'] : [], path);
      }
    });

    it('answers for another organisation’s record exactly as for none', async () => {
      const records: [string, string, object][] = [
        ['/v2/cases/', 'case_canal_wharf', { notes: 'x' }],
        ['/v2/quotes/', 'quo_canal_wharf', { status: 'sent' }],
        ['/v2/contacts/', 'cont_george_holt', { name: 'x' }],
        ['/v2/documents/', 'doc_canal_transfer', { name: 'x' }],
      ];
      for (const [path, id, change] of records) {
        const methods: [string, object?][] = [['GET'], ['PATCH', change]];
        if (path !== '/v2/cases/') methods.push(['DELETE']);
        for (const [method, body] of methods) {
          const theirs = await api.send(margaret, method, path + id, body);
          const none = await api.send(margaret, method, `${path}nothing`, body);
          assert.equal(theirs.status, 404, `${method} ${path}`);
          assert.equal(theirs.text, none.text);
        }
        assert.equal((await api.get(ruth, path + id)).status, 200, 'and it is still there');
      }
      const content = await api.get(margaret, '/v2/documents/doc_canal_transfer/content');
      assert.equal(content.status, 404);
      assert.deepEqual(content.json(), {
        type: 'about:blank',
        title: 'Not Found',
        status: 404,
        detail: 'There is nothing here under this address.',
        code: 'not_found',
      });
    });

    it('does not let a record refer to another organisation’s', async () => {
      const opened = await api.send(margaret, 'POST', '/v2/cases', {
        reference: 'HW-REF-1',
        type: 'sale',
        property: { line1: '1 Lane', town: 'Hove', postcode: 'BN3 1AA' },
        client_contact_id: 'cont_george_holt',
        handler_user_id: 'user_ruth',
      });
      assert.equal(opened.status, 422);
      assert.deepEqual(
        opened.json<Problem>().errors?.map(({ pointer }) => pointer),
        ['#/client_contact_id', '#/handler_user_id'],
      );
      const uploaded = await api.upload(margaret, '/v2/documents?case_id=case_canal_wharf&name=a.pdf', 'x');
      assert.equal(uploaded.status, 400);
      assert.equal(
        (await api.get(margaret, '/v2/cases?client_contact_id=cont_george_holt')).json<Page<Case>>().data
          .length,
        0,
      );
    });

    it('takes the organisation from the identity, whatever the body says', async () => {
      const added = await api.send(margaret, 'POST', '/v2/contacts', {
        kind: 'client',
        name: 'Eve',
        organisation_id: PENNINE.id,
      });
      assert.equal(added.status, 422);
      assert.equal(added.json<Problem>().errors?.[0]?.pointer, '#/organisation_id');
    });

    it('keeps the sandbox and the live records apart', async () => {
      const sandbox = { ...margaret, mode: 'sandbox' as const };
      assert.equal((await api.get(sandbox, '/v2/cases/case_hawthorn_road')).status, 404);
      assert.equal((await api.get(sandbox, '/v2/cases/case_sandbox_customer123')).status, 200);
      assert.equal((await api.get(margaret, '/v2/cases/case_sandbox_customer123')).status, 404);
      const added = await api.send(sandbox, 'POST', '/v2/contacts', { kind: 'client', name: 'Only a trial' });
      assert.equal((await api.get(margaret, `/v2/contacts/${added.json<Contact>().id}`)).status, 404);
    });
  });

  describe('the rules of the trade', () => {
    it('refuses a reference that is taken, in the same organisation only', async () => {
      const matter = {
        reference: 'PC-1042',
        type: 'sale',
        property: { line1: '1 Lane', town: 'Hove', postcode: 'BN3 1AA' },
      };
      const open = (who: Caller, contact: string) =>
        api.send(who, 'POST', '/v2/cases', { ...matter, client_contact_id: contact });
      assert.equal((await open(ruth, 'cont_george_holt')).status, 409);
      assert.equal((await open(margaret, 'cont_amelia_frost')).status, 201);
    });

    it('does not open a closed case again', async () => {
      const reopened = await api.send(margaret, 'PATCH', '/v2/cases/case_preston_park', {
        status: 'searches',
      });
      assert.equal(reopened.status, 409);
      const noted = await api.send(margaret, 'PATCH', '/v2/cases/case_preston_park', {
        notes: 'File archived.',
      });
      assert.equal(noted.json<Case>().notes, 'File archived.');
    });

    it('works out a quote and keeps an accepted one', async () => {
      const made = await api.send(margaret, 'POST', '/v2/quotes', {
        contact_id: 'cont_amelia_frost',
        case_type: 'purchase',
        property_price_pence: 1,
        fees: [
          { description: 'Legal fee', amount_pence: 1_003, vat: true },
          { description: 'Registry', amount_pence: 500, vat: false },
        ],
      });
      const quote = made.json<{ id: string; total_pence: number }>();
      assert.equal(quote.total_pence, 1_003 + 201 + 500);
      await api.send(margaret, 'PATCH', `/v2/quotes/${quote.id}`, { status: 'accepted' });
      assert.equal(
        (await api.send(margaret, 'PATCH', `/v2/quotes/${quote.id}`, { status: 'draft' })).status,
        409,
      );
      assert.equal((await api.send(margaret, 'DELETE', `/v2/quotes/${quote.id}`)).status, 409);
    });

    it('deletes a contact that nothing refers to, and no other', async () => {
      assert.equal((await api.send(margaret, 'DELETE', '/v2/contacts/cont_amelia_frost')).status, 409);
      const added = await api.send(margaret, 'POST', '/v2/contacts', { kind: 'lender', name: 'Short-lived' });
      const path = `/v2/contacts/${added.json<Contact>().id}`;
      assert.equal((await api.send(margaret, 'DELETE', path)).status, 204);
      assert.equal((await api.get(margaret, path)).status, 404);
    });

    it('works out reports from the records as they are', async () => {
      const exchanged = async () =>
        (await api.get(margaret, '/v2/reports/pipeline?from=2026-07-01&to=2026-07-31')).json<{
          rows: object[];
        }>().rows;
      assert.deepEqual(await exchanged(), [{ status: 'exchanged', cases: 1, value_pence: 39_250_000 }]);
      await api.send(margaret, 'PATCH', '/v2/cases/case_hawthorn_road', { price_pence: 40_000_000 });
      assert.deepEqual(await exchanged(), [{ status: 'exchanged', cases: 1, value_pence: 40_000_000 }]);
      // Pennine had a case and a quote in August, Hartley & Webb had none.
      for (const report of ['pipeline', 'fees']) {
        const path = `/v2/reports/${report}?from=2026-08-01&to=2026-08-31`;
        assert.equal((await api.get(margaret, path)).json<{ rows: object[] }>().rows.length, 0, report);
        assert.equal((await api.get(ruth, path)).json<{ rows: object[] }>().rows.length, 1, report);
      }
      assert.equal((await api.get(margaret, '/v2/reports/fees?from=2026-07-01&to=2026-06-01')).status, 400);
      assert.equal((await api.get(margaret, '/v2/reports/fees?from=yesterday')).status, 400);
      assert.equal((await api.get(margaret, '/v2/reports/constructor')).status, 404);
    });
  });

  it('keeps everything over a restart', async () => {
    const added = await api.send(margaret, 'POST', '/v2/contacts', { kind: 'client', name: 'Kept' });
    const before = (await api.get(margaret, '/v2/contacts?limit=100')).text;
    await api.restart();
    assert.equal((await api.get(margaret, '/v2/contacts?limit=100')).text, before);
    assert.equal((await api.get(margaret, `/v2/contacts/${added.json<Contact>().id}`)).status, 200);
  });
});
