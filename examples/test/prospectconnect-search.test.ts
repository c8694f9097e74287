import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { json, type Running, serveProspectConnect } from './prospectconnect-server.ts';

let api: Running;
before(async () => {
  api = await serveProspectConnect();
});
after(() => api.close());

const search = (plural: string, body: object) =>
  api.call('marcus', `/v1/${plural}/search`, json('POST', body));
const names = async (plural: string, body: object): Promise<string[]> => {
  const answer = await search(plural, body);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body.data.map((record: { name: string }) => record.name);
};

test('filters hold together, and sorting is by the field', async () => {
  assert.deepEqual(
    await names('deals', { filter: { stage: 'proposal', amount: { gte: 5_000_000 } }, sort: '-amount' }),
    ['Three care homes', 'Print works, phase two'],
  );
  assert.deepEqual(await names('deals', { filter: { stage: { in: ['won', 'lost'] } }, sort: 'name' }), [
    'Lorry chargers',
    'Milking parlour',
    'School hall battery',
  ]);
  assert.deepEqual(
    await names('deals', { filter: { amount: { gt: 1_780_000, lt: 3_300_000 } }, sort: 'amount' }),
    ['School hall battery'],
  );
});

test('text is found in any case and in part, and a wildcard is only a character', async () => {
  assert.deepEqual(await names('contacts', { filter: { name: 'amelia THORNTON' } }), ['Amelia Thornton']);
  assert.deepEqual(await names('contacts', { filter: { email: { contains: 'IVYLANE' } }, sort: 'name' }), [
    'Priya Raman',
    'Quentin Dubois',
    'Rosa Delgado',
  ]);
  assert.deepEqual(await names('contacts', { filter: { name: { contains: '%' } } }), []);
  assert.deepEqual(await names('contacts', { filter: { name: "' OR 1=1 --" } }), []);
});

test('absence can be asked for, and what differs includes what is absent', async () => {
  assert.deepEqual(await names('deals', { filter: { expected_close_on: { exists: true } } }), [
    'Bakery roof, 42 kW',
  ]);
  const without = await names('deals', { filter: { expected_close_on: { exists: false } } });
  const other = await names('deals', { filter: { expected_close_on: { ne: '2026-07-15' } } });
  assert.equal(without.length, 8);
  assert.deepEqual(other, without);
});

test('times are compared as times, whatever their zone', async () => {
  const since = async (occurred_at: object) =>
    (await search('activities', { filter: { occurred_at } })).body.data.length;
  assert.equal(await since({ gte: '2026-05-12T12:00:00+02:00' }), 2);
  assert.equal(await since({ gt: '2026-05-12T12:00:00+02:00' }), 1);
});

test('a search goes on by its cursor, and needs no body at all', async () => {
  const first = await search('contacts', { filter: { status: 'lead' }, sort: 'name', limit: 5 });
  const second = await search('contacts', {
    filter: { status: 'lead' },
    sort: 'name',
    limit: 100,
    cursor: first.body.next_cursor,
  });
  const all = await names('contacts', { filter: { status: 'lead' }, sort: 'name', limit: 100 });
  const paged = [...first.body.data, ...second.body.data].map(({ name }: { name: string }) => name);
  assert.deepEqual(paged, all);
  assert.deepEqual(all, [...all].sort());
  const bare = await api.call('marcus', '/v1/notes/search', { method: 'POST' });
  assert.equal(bare.body.data.length, 3);
});

test('a search that cannot be meant says where', async () => {
  const cases: [object, string][] = [
    [{ filter: { colour: 'red' } }, '#/filter/colour'],
    [{ filter: { business_id: 'biz_c3a97be012f84d65908e7b1a' } }, '#/filter/business_id'],
    [{ filter: { stage: 'gone' } }, '#/filter/stage'],
    [{ filter: { amount: { contains: 5 } } }, '#/filter/amount/contains'],
    [{ filter: { amount: '5' } }, '#/filter/amount'],
    [{ filter: { amount: {} } }, '#/filter/amount'],
    [{ filter: { amount: { in: [] } } }, '#/filter/amount/in'],
    [{ filter: { name: ['a'] } }, '#/filter/name'],
    [{ filter: { created_at: { gt: 'yesterday' } } }, '#/filter/created_at/gt'],
    [{ filter: [] }, '#/filter'],
    [{ sort: 'seq' }, '#/sort'],
    [{ limit: '5' }, '#/limit'],
    [{ cursor: 'zzz' }, '#/cursor'],
    [{ query: 'x' }, '#/query'],
  ];
  for (const [body, pointer] of cases) {
    const answer = await search('deals', body);
    assert.equal(answer.status, 422, JSON.stringify(body));
    assert.deepEqual(
      answer.body.errors.map((fault: { pointer: string }) => fault.pointer),
      [pointer],
      JSON.stringify(answer.body),
    );
  }
});
