import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Case, Contact } from '../proconvey/types.ts';
import {
  margaret,
  type Page,
  type Problem,
  ruth,
  type ServedProConvey,
  serveProConvey,
} from './proconvey-server.ts';
import { readReply } from './signed-calls.ts';

describe('the input of the ProConvey API', () => {
  let api: ServedProConvey;
  before(async () => {
    api = await serveProConvey();
  });
  after(() => api.close());

  const raw = async (body: string, type = 'application/json') => {
    const identity = api.calls.identity({ ...margaret, operation: 'createContact' });
    const headers = { 'latchkey-identity': identity, 'content-type': type };
    return readReply(await fetch(`${api.origin}/v2/contacts`, { method: 'POST', headers, body }));
  };

  it('names every fault of a body with its place', async () => {
    const refused = await api.send(margaret, 'POST', '/v2/cases', {
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
    const added = await api.send(margaret, 'POST', '/v2/contacts', { kind: 'client', name });
    assert.equal(added.status, 201);
    const again = await api.get(margaret, `/v2/contacts/${added.json<Contact>().id}`);
    assert.equal(again.json<Contact>().name, name);
  });

  it('answers an address that is none, or that cannot be decoded, with 404', async () => {
    for (const path of ['/v2/nothing', '/v2/cases/%zz', '/v2/cases/', `/v2/cases/${'a'.repeat(500)}`]) {
      const identity = api.calls.identity({ ...margaret, operation: 'getCase' });
      const answer = await fetch(api.origin + path, { headers: { 'latchkey-identity': identity } });
      assert.equal(answer.status, 404, path);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
    }
  });
});

describe('the pages of a list of the ProConvey API', () => {
  let api: ServedProConvey;
  before(async () => {
    api = await serveProConvey();
  });
  after(() => api.close());

  it('shows every record once, newest first, whatever is added in between', async () => {
    // All in one millisecond, so that time alone gives them no order.
    api.tick = 0;
    for (let index = 0; index < 7; index++) {
      await api.send(ruth, 'POST', '/v2/contacts', { kind: 'client', name: `Client ${index}` });
    }
    api.tick = 1;
    const all = (await api.get(ruth, '/v2/contacts?limit=100')).json<Page<Contact>>().data;
    const seen: Contact[] = [];
    let cursor: string | null = null;
    do {
      const path: string = `/v2/contacts?limit=3${cursor ? `&cursor=${cursor}` : ''}`;
      const page: Page<Contact> = (await api.get(ruth, path)).json<Page<Contact>>();
      assert.equal(page.has_more, page.next_cursor !== null);
      seen.push(...page.data);
      cursor = page.next_cursor;
      await api.send(ruth, 'POST', '/v2/contacts', { kind: 'client', name: 'Later' });
    } while (cursor);
    assert.deepEqual(seen, all);
    const times = seen.map(({ created_at }) => created_at);
    assert.deepEqual(times, times.toSorted().reverse());
  });

  it('opens nothing else with a cursor of another organisation', async () => {
    const { next_cursor } = (await api.get(ruth, '/v2/contacts?limit=1')).json<Page<Contact>>();
    const page = (await api.get(margaret, `/v2/contacts?limit=100&cursor=${next_cursor}`)).json<
      Page<Contact>
    >();
    const own = (await api.get(margaret, '/v2/contacts?limit=100')).json<Page<Contact>>().data;
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
      const refused = await api.get(margaret, `/v2/cases?${query}`);
      assert.equal(refused.status, 400, query);
      const problem = refused.json<Problem>();
      assert.equal(problem.code, 'invalid_request');
      assert.equal(problem.errors?.[0]?.parameter, query.split('=')[0], query);
    }
  });

  it('filters by status', async () => {
    const found = (await api.get(margaret, '/v2/cases?status=exchanged')).json<Page<Case>>().data;
    assert.deepEqual(
      found.map(({ id }) => id),
      ['case_hawthorn_road'],
    );
    assert.equal((await api.get(margaret, '/v2/cases?status=lost')).status, 400);
  });
});
