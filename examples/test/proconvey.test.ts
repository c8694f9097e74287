import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { proconveyApp } from '../proconvey/app.ts';
import config from '../proconvey/latchkey.config.ts';
import { HARTLEY, PENNINE } from '../proconvey/people.ts';
import { DOCUMENT_LIMIT } from '../proconvey/routes/documents.ts';
import type { Case, Contact, Document } from '../proconvey/types.ts';
import { callerOf, type Reply, readReply, type SignedCalls, signedCalls } from './signed-calls.ts';

const OPENAPI = new URL('../proconvey/openapi.yaml', import.meta.url);
const margaret = callerOf(HARTLEY, 'user_margaret');
const ruth = callerOf(PENNINE, 'user_ruth');

interface Page<Item> {
  data: Item[];
  has_more: boolean;
  next_cursor: string | null;
}

interface Problem {
  status: number;
  code: string;
  detail: string;
  errors?: { pointer?: string; parameter?: string; detail: string }[];
}

describe('the ProConvey API', () => {
  let calls: SignedCalls;
  let folder: string;
  let app: FastifyInstance;
  let origin: string;
  let clock = Date.parse('2026-11-20T10:00:00Z');
  let tick = 1;

  const start = async () => {
    const now = () => {
      clock += tick;
      return new Date(clock).toISOString();
    };
    app = proconveyApp({ folder, latchkey: calls.latchkey, now });
    origin = await app.listen({ host: '127.0.0.1', port: 0 });
  };
  before(async () => {
    calls = await signedCalls(config, OPENAPI);
    folder = await mkdtemp(join(tmpdir(), 'proconvey-'));
    await start();
  });
  after(async () => {
    await app.close();
    await calls.close();
    await rm(folder, { recursive: true });
  });

  const get = (who: typeof margaret, path: string) => calls.call(origin, who, 'GET', path);
  const send = (who: typeof margaret, method: string, path: string, body?: unknown) =>
    calls.call(origin, who, method, path, body);
  const upload = async (
    who: typeof margaret,
    path: string,
    bytes: Uint8Array<ArrayBuffer> | string,
    type = 'application/pdf',
  ): Promise<Reply> => {
    const identity = calls.identity({ ...who, operation: 'uploadDocument' });
    const headers = { 'latchkey-identity': identity, 'content-type': type };
    return readReply(await fetch(origin + path, { method: 'POST', headers, body: bytes }));
  };

  describe('who may speak', () => {
    const raw = async (identity: string | null) =>
      readReply(
        await fetch(`${origin}/v2/cases`, { headers: identity ? { 'latchkey-identity': identity } : {} }),
      );
    const sound = { ...margaret, operation: 'listCases' };

    it('answers a call with a sound identity', async () => {
      assert.equal((await raw(calls.identity(sound))).status, 200);
    });

    it('refuses a call without an identity, and says no more', async () => {
      const refused = await raw(null);
      assert.equal(refused.status, 401);
      assert.equal(refused.json<Problem>().code, 'missing_token');
    });

    it('refuses a forged, an expired and a foreign identity', async () => {
      const past = Math.floor(Date.now() / 1_000) - 3_600;
      const altered = calls.identity(sound).replace(/.{8}$/, 'AAAAAAAA');
      assert.equal((await raw(altered)).status, 401);
      assert.equal((await raw(calls.identity(sound, { iat: past, exp: past + 60 }))).status, 401);
      assert.equal((await raw(calls.identity(sound, { aud: 'convert' }))).status, 401);
      assert.equal((await raw(calls.identity(sound, {}, { alg: 'none' }))).status, 401);
    });

    it('refuses an identity that was given for another operation', async () => {
      const carried = await raw(calls.identity({ ...margaret, operation: 'getMe' }));
      assert.equal(carried.status, 401);
      assert.equal((await raw(calls.identity(null))).status, 401, 'nor one that names nobody');
    });

    it('tells nothing of an organisation to a client that acts for none', async () => {
      const platform = callerOf(null, null, {
        token: 'client',
        client: { id: 'plat_nimbus', name: 'Nimbus CRM', kind: 'platform' },
      });
      const me = await get(platform, '/me');
      assert.equal(me.status, 200);
      assert.equal(me.json().organisation, null);
      for (const path of ['/v2/me', '/users', '/v2/cases', '/v2/reports/fees']) {
        assert.equal((await get(platform, path)).status, 403, path);
      }
    });
  });

  it('names the customer’s organisation on /v2/me', async () => {
    const connected = callerOf(HARTLEY, 'user_margaret', { connectedAccount: 'conn_1', token: 'connected' });
    const me = (await get(connected, '/v2/me')).json<{
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
        const ids = async (who: typeof margaret) =>
          (await get(who, `${path}?limit=100`)).json<Page<{ id: string }>>().data.map(({ id }) => id);
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
          const theirs = await send(margaret, method, path + id, body);
          const none = await send(margaret, method, `${path}nothing`, body);
          assert.equal(theirs.status, 404, `${method} ${path}`);
          assert.equal(theirs.text, none.text);
        }
        assert.equal((await get(ruth, path + id)).status, 200, 'and it is still there');
      }
      const content = await get(margaret, '/v2/documents/doc_canal_transfer/content');
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
      const opened = await send(margaret, 'POST', '/v2/cases', {
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
      const uploaded = await upload(margaret, '/v2/documents?case_id=case_canal_wharf&name=a.pdf', 'x');
      assert.equal(uploaded.status, 400);
      assert.equal(
        (await get(margaret, '/v2/cases?client_contact_id=cont_george_holt')).json<Page<Case>>().data.length,
        0,
      );
    });

    it('takes the organisation from the identity, whatever the body says', async () => {
      const added = await send(margaret, 'POST', '/v2/contacts', {
        kind: 'client',
        name: 'Eve',
        organisation_id: PENNINE.id,
      });
      assert.equal(added.status, 422);
      assert.equal(added.json<Problem>().errors?.[0]?.pointer, '#/organisation_id');
    });

    it('keeps the sandbox and the live records apart', async () => {
      const sandbox = { ...margaret, mode: 'sandbox' as const };
      assert.equal((await get(sandbox, '/v2/cases/case_hawthorn_road')).status, 404);
      assert.equal((await get(sandbox, '/v2/cases/case_sandbox_customer123')).status, 200);
      assert.equal((await get(margaret, '/v2/cases/case_sandbox_customer123')).status, 404);
      const added = await send(sandbox, 'POST', '/v2/contacts', { kind: 'client', name: 'Only a trial' });
      assert.equal((await get(margaret, `/v2/contacts/${added.json<Contact>().id}`)).status, 404);
    });
  });

  describe('paging', () => {
    it('shows every record once, newest first, whatever is added in between', async () => {
      // All in one millisecond, so that time alone gives them no order.
      tick = 0;
      for (let index = 0; index < 7; index++) {
        await send(ruth, 'POST', '/v2/contacts', { kind: 'client', name: `Client ${index}` });
      }
      tick = 1;
      const all = (await get(ruth, '/v2/contacts?limit=100')).json<Page<Contact>>().data;
      const seen: Contact[] = [];
      let cursor: string | null = null;
      do {
        const path: string = `/v2/contacts?limit=3${cursor ? `&cursor=${cursor}` : ''}`;
        const page: Page<Contact> = (await get(ruth, path)).json<Page<Contact>>();
        assert.equal(page.has_more, page.next_cursor !== null);
        seen.push(...page.data);
        cursor = page.next_cursor;
        await send(ruth, 'POST', '/v2/contacts', { kind: 'client', name: 'Later' });
      } while (cursor);
      assert.deepEqual(seen, all);
      const times = seen.map(({ created_at }) => created_at);
      assert.deepEqual(times, times.toSorted().reverse());
    });

    it('opens nothing else with a cursor of another organisation', async () => {
      const { next_cursor } = (await get(ruth, '/v2/contacts?limit=1')).json<Page<Contact>>();
      const page = (await get(margaret, `/v2/contacts?limit=100&cursor=${next_cursor}`)).json<
        Page<Contact>
      >();
      const own = (await get(margaret, '/v2/contacts?limit=100')).json<Page<Contact>>().data;
      assert.ok(page.data.every(({ id }) => own.some((contact) => contact.id === id)));
    });

    it('refuses limits and cursors that make no sense', async () => {
      const bad = [
        'limit=0',
        'limit=101',
        'limit=ten',
        'limit=',
        'limit=2&limit=3',
        'cursor=xyz',
        'cursor=W10',
        'page=2',
      ];
      for (const query of bad) {
        const refused = await get(margaret, `/v2/cases?${query}`);
        assert.equal(refused.status, 400, query);
        const problem = refused.json<Problem>();
        assert.equal(problem.code, 'invalid_request');
        assert.equal(problem.errors?.[0]?.parameter, query.split('=')[0], query);
      }
    });

    it('filters by status', async () => {
      const found = (await get(margaret, '/v2/cases?status=exchanged')).json<Page<Case>>().data;
      assert.deepEqual(
        found.map(({ id }) => id),
        ['case_hawthorn_road'],
      );
      assert.equal((await get(margaret, '/v2/cases?status=lost')).status, 400);
    });
  });

  describe('input', () => {
    const raw = async (body: string, type = 'application/json') => {
      const identity = calls.identity({ ...margaret, operation: 'createContact' });
      const headers = { 'latchkey-identity': identity, 'content-type': type };
      return readReply(await fetch(`${origin}/v2/contacts`, { method: 'POST', headers, body }));
    };

    it('names every fault of a body with its place', async () => {
      const refused = await send(margaret, 'POST', '/v2/cases', {
        reference: 'with space',
        type: 'gift',
        property: { line1: '', postcode: 'nowhere' },
        price_pence: '100',
        surprise: true,
      });
      assert.equal(refused.status, 422);
      const problem = refused.json<Problem>();
      assert.equal(problem.code, 'validation_failed');
      assert.deepEqual(problem.errors?.map(({ pointer }) => pointer).toSorted(), [
        '#/client_contact_id',
        '#/price_pence',
        '#/property/line1',
        '#/property/postcode',
        '#/property/town',
        '#/reference',
        '#/surprise',
        '#/type',
      ]);
      assert.match(problem.detail, /#\/type: must be one of purchase, sale, remortgage/);
    });

    it('has a status of its own for what cannot be read, is too large or of another type', async () => {
      assert.equal((await raw('{"kind":')).status, 400);
      assert.equal((await raw('')).status, 400);
      assert.equal((await raw('{"kind":"client","name":"A","__proto__":{"a":1}}')).status, 400);
      assert.equal((await raw('[]')).status, 422);
      assert.equal((await raw('null')).status, 422);
      assert.equal((await raw('kind=client', 'application/x-www-form-urlencoded')).status, 415);
      assert.equal((await raw('kind=client', 'text/plain')).status, 415);
      assert.equal((await raw(JSON.stringify({ name: 'x'.repeat(300_000) }))).status, 413);
      assert.equal((await raw('{"kind":"client","name":"a\\u0000b"}')).status, 422);
      assert.equal((await raw('{"kind":"client","name":"\\ud800"}')).status, 422);
      assert.equal((await raw('[[['.repeat(40_000))).status, 400);
    });

    it('stores text as it was sent', async () => {
      const name = 'Zoë O’Brien-Łukasz 🏠 "; DROP TABLE contacts; --';
      const added = await send(margaret, 'POST', '/v2/contacts', { kind: 'client', name });
      assert.equal(added.status, 201);
      const again = await get(margaret, `/v2/contacts/${added.json<Contact>().id}`);
      assert.equal(again.json<Contact>().name, name);
    });

    it('answers an address that is none, or that cannot be decoded, with 404', async () => {
      for (const path of ['/v2/nothing', '/v2/cases/%zz', '/v2/cases/', `/v2/cases/${'a'.repeat(500)}`]) {
        const identity = calls.identity({ ...margaret, operation: 'getCase' });
        const answer = await fetch(origin + path, { headers: { 'latchkey-identity': identity } });
        assert.equal(answer.status, 404, path);
        assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      }
    });
  });

  describe('the rules of the trade', () => {
    it('refuses a reference that is taken, in the same organisation only', async () => {
      const matter = {
        reference: 'PC-1042',
        type: 'sale',
        property: { line1: '1 Lane', town: 'Hove', postcode: 'BN3 1AA' },
      };
      const open = (who: typeof margaret, contact: string) =>
        send(who, 'POST', '/v2/cases', { ...matter, client_contact_id: contact });
      assert.equal((await open(ruth, 'cont_george_holt')).status, 409);
      assert.equal((await open(margaret, 'cont_amelia_frost')).status, 201);
    });

    it('does not open a closed case again', async () => {
      const reopened = await send(margaret, 'PATCH', '/v2/cases/case_preston_park', { status: 'searches' });
      assert.equal(reopened.status, 409);
      const noted = await send(margaret, 'PATCH', '/v2/cases/case_preston_park', { notes: 'File archived.' });
      assert.equal(noted.json<Case>().notes, 'File archived.');
    });

    it('works out a quote and keeps an accepted one', async () => {
      const made = await send(margaret, 'POST', '/v2/quotes', {
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
      await send(margaret, 'PATCH', `/v2/quotes/${quote.id}`, { status: 'accepted' });
      assert.equal(
        (await send(margaret, 'PATCH', `/v2/quotes/${quote.id}`, { status: 'draft' })).status,
        409,
      );
      assert.equal((await send(margaret, 'DELETE', `/v2/quotes/${quote.id}`)).status, 409);
    });

    it('deletes a contact that nothing refers to, and no other', async () => {
      assert.equal((await send(margaret, 'DELETE', '/v2/contacts/cont_amelia_frost')).status, 409);
      const added = await send(margaret, 'POST', '/v2/contacts', { kind: 'lender', name: 'Short-lived' });
      const path = `/v2/contacts/${added.json<Contact>().id}`;
      assert.equal((await send(margaret, 'DELETE', path)).status, 204);
      assert.equal((await get(margaret, path)).status, 404);
    });

    it('works out reports from the records as they are', async () => {
      const exchanged = async () =>
        (await get(margaret, '/v2/reports/pipeline?from=2026-07-01&to=2026-07-31')).json<{ rows: object[] }>()
          .rows;
      assert.deepEqual(await exchanged(), [{ status: 'exchanged', cases: 1, value_pence: 39_250_000 }]);
      await send(margaret, 'PATCH', '/v2/cases/case_hawthorn_road', { price_pence: 40_000_000 });
      assert.deepEqual(await exchanged(), [{ status: 'exchanged', cases: 1, value_pence: 40_000_000 }]);
      // Pennine had a case and a quote in August, Hartley & Webb had none.
      for (const report of ['pipeline', 'fees']) {
        const path = `/v2/reports/${report}?from=2026-08-01&to=2026-08-31`;
        assert.equal((await get(margaret, path)).json<{ rows: object[] }>().rows.length, 0, report);
        assert.equal((await get(ruth, path)).json<{ rows: object[] }>().rows.length, 1, report);
      }
      assert.equal((await get(margaret, '/v2/reports/fees?from=2026-07-01&to=2026-06-01')).status, 400);
      assert.equal((await get(margaret, '/v2/reports/fees?from=yesterday')).status, 400);
      assert.equal((await get(margaret, '/v2/reports/constructor')).status, 404);
    });
  });

  describe('documents', () => {
    const at = '/v2/documents?case_id=case_mill_street';

    it('gives back the bytes that were uploaded', async () => {
      const bytes = Uint8Array.from([...randomBytes(100_000), 0, 13, 10, 255]);
      const uploaded = await upload(
        margaret,
        `${at}&name=${encodeURIComponent('Vertrag (ü) "1".pdf')}`,
        bytes,
      );
      assert.equal(uploaded.status, 201, uploaded.text);
      const document = uploaded.json<Document>();
      assert.equal(document.size_bytes, bytes.length);
      assert.equal(document.sha256, createHash('sha256').update(bytes).digest('hex'));
      assert.equal(document.uploaded_by, 'user_margaret');
      const identity = calls.identity({ ...margaret, operation: 'downloadDocument' });
      const got = await fetch(`${origin}/v2/documents/${document.id}/content`, {
        headers: { 'latchkey-identity': identity },
      });
      // Not deepEqual: its account of a difference would take minutes.
      assert.ok(Buffer.from(await got.arrayBuffer()).equals(bytes));
      assert.equal(got.headers.get('content-type'), 'application/pdf');
      assert.equal(got.headers.get('x-content-type-options'), 'nosniff');
      const disposition = got.headers.get('content-disposition') ?? '';
      assert.equal(disposition, "attachment; filename*=UTF-8''Vertrag%20%28%C3%BC%29%20%221%22.pdf");
      assert.equal((await send(margaret, 'DELETE', `/v2/documents/${document.id}`)).status, 204);
      assert.equal((await get(margaret, `/v2/documents/${document.id}/content`)).status, 404);
    });

    it('takes JSON as text too, without reading it', async () => {
      const uploaded = await upload(margaret, `${at}&name=odd.txt`, '{"not":', 'text/plain');
      assert.equal(uploaded.status, 201);
      assert.equal(
        (await get(margaret, `/v2/documents/${uploaded.json<Document>().id}/content`)).text,
        '{"not":',
      );
    });

    it('takes as much as it says and not a byte more', async () => {
      const whole = new Uint8Array(DOCUMENT_LIMIT);
      assert.equal((await upload(margaret, `${at}&name=full.pdf`, whole)).status, 201);
      const over = await upload(margaret, `${at}&name=over.pdf`, new Uint8Array(DOCUMENT_LIMIT + 1));
      assert.equal(over.status, 413);
      assert.equal(over.json<Problem>().code, 'too_large');
    });

    it('hears out whoever sends too much, so that a proxy in between can read the answer', async () => {
      const identity = calls.identity({ ...margaret, operation: 'uploadDocument' });
      for (const declared of [true, false]) {
        const size = DOCUMENT_LIMIT + 4_000_000;
        const outgoing = request(`${origin}${at}&name=over.pdf`, {
          method: 'POST',
          headers: {
            'latchkey-identity': identity,
            'content-type': 'application/pdf',
            ...(declared && { 'content-length': size }),
          },
        });
        const answered = once(outgoing, 'response');
        const half = Buffer.alloc(size / 2);
        outgoing.write(half);
        // Written to the end although the answer is clear long before.
        await new Promise((resolve) => outgoing.end(half, () => resolve(null)));
        const [answer] = (await answered) as [IncomingMessage];
        assert.equal(answer.statusCode, 413);
        answer.resume();
      }
    });

    it('refuses what it does not keep', async () => {
      assert.equal((await upload(margaret, `${at}&name=page.html`, '<script>', 'text/html')).status, 415);
      assert.equal((await upload(margaret, `${at}&name=empty.pdf`, '')).status, 400);
      assert.equal((await upload(margaret, `${at}&name=${encodeURIComponent('../x.pdf')}`, 'x')).status, 400);
      assert.equal((await upload(margaret, `${at}&name=a%00b.pdf`, 'x')).status, 400);
      assert.equal((await upload(margaret, at, 'x')).json<Problem>().errors?.[0]?.parameter, 'name');
    });
  });

  it('keeps everything over a restart', async () => {
    const added = await send(margaret, 'POST', '/v2/contacts', { kind: 'client', name: 'Kept' });
    const before = (await get(margaret, '/v2/contacts?limit=100')).text;
    await app.close();
    await start();
    assert.equal((await get(margaret, '/v2/contacts?limit=100')).text, before);
    assert.equal((await get(margaret, `/v2/contacts/${added.json<Contact>().id}`)).status, 200);
  });
});
