import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { RESOURCES } from '../prospectconnect/resources.ts';
import { json, type Running, serveProspectConnect } from './prospectconnect-server.ts';

const PAGE_CONTACT = '/v1/contacts/con_8f2a1c9b4d6e7f0a1b2c3d4e';
const NOT_FOUND = {
  type: 'about:blank',
  title: 'Not Found',
  status: 404,
  detail: 'There is nothing here under this address.',
  code: 'not_found',
};

let api: Running;
let now = new Date('2026-06-03T09:00:00Z');
before(async () => {
  api = await serveProspectConnect(() => now);
});
after(() => api.close());

test("the page's contact is there for its business", async () => {
  const { status, body, headers } = await api.call('marcus', PAGE_CONTACT, {
    headers: { version: '2026-06-01' },
  });
  assert.equal(status, 200);
  assert.equal(body.id, 'con_8f2a1c9b4d6e7f0a1b2c3d4e');
  assert.equal(body.name, 'Amelia Thornton');
  assert.equal(headers.get('version'), '2026-06-01');
  assert.match(headers.get('content-type') ?? '', /^application\/json/);
});

for (const { plural, name, actions } of RESOURCES) {
  test(`${plural}: another business's record is as absent as none`, async () => {
    const { body: list } = await api.call('kenji', `/v1/${plural}`);
    const theirs = list.data[0].id;
    const none = theirs.replace(/[0-9a-f]{24}$/, '0'.repeat(24));
    for (const id of [theirs, none, 'x', '%00', "'"]) {
      const targets: [string, RequestInit][] = [
        [`/v1/${plural}/${id}`, {}],
        [`/v1/${plural}/${id}`, { method: 'DELETE' }],
        [`/v1/${plural}/${id}`, json('PATCH', {})],
        ...actions.map((action): [string, RequestInit] => [
          `/v1/${plural}/${id}/${action.name}`,
          json('POST', {}),
        ]),
      ];
      for (const [target, init] of targets) {
        const answer = await api.call('marcus', target, init);
        assert.equal(answer.status, 404, `${init.method ?? 'GET'} ${target}`);
        assert.deepEqual(answer.body, NOT_FOUND);
        assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      }
    }
    assert.equal((await api.call('kenji', `/v1/${plural}/${theirs}`)).status, 200);
    const own = (await api.call('marcus', `/v1/${plural}?limit=100`)).body.data as { id: string }[];
    const all = (await api.call('kenji', `/v1/${plural}?limit=100`)).body.data as { id: string }[];
    assert.ok(own.length > 0 && all.length > 0);
    assert.ok(own.every(({ id }) => all.every((other) => other.id !== id)));
    const found = await api.call('marcus', `/v1/${plural}/search`, json('POST', { filter: { id: theirs } }));
    assert.deepEqual(found.body.data, [], `a search for a foreign ${name}`);
  });
}

test('create, read, change, clear and delete', async () => {
  const created = await api.call(
    'marcus',
    '/v1/contacts',
    json('POST', { name: 'Ada Berg', phone: '+47 22 0' }),
  );
  assert.equal(created.status, 201);
  assert.match(created.body.id, /^con_[0-9a-f]{24}$/);
  assert.equal(created.headers.get('location'), `/v1/contacts/${created.body.id}`);
  assert.equal(created.body.status, 'lead', 'the default');
  assert.equal(created.body.created_by, (await api.call('marcus', '/v1/me')).body.user.id);
  now = new Date('2026-06-03T10:00:00Z');
  const target = `/v1/contacts/${created.body.id}`;
  const changed = await api.call('marcus', target, json('PATCH', { phone: null, job_title: 'Buyer' }));
  assert.equal(changed.status, 200);
  assert.deepEqual(changed.body, {
    ...created.body,
    phone: null,
    job_title: 'Buyer',
    updated_at: '2026-06-03T10:00:00.000Z',
  });
  assert.deepEqual((await api.call('marcus', target)).body, changed.body);
  const gone = await api.call('marcus', target, { method: 'DELETE' });
  assert.equal(gone.status, 204);
  assert.equal(gone.body, null);
  assert.equal((await api.call('marcus', target)).status, 404);
});

test('deleting a record clears what referred to it, in its business only', async () => {
  const contact = (await api.call('marcus', '/v1/contacts', json('POST', { name: 'Leaving Soon' }))).body.id;
  const deal = await api.call('marcus', '/v1/deals', json('POST', { name: 'Shed', contact_id: contact }));
  assert.equal(deal.body.contact_id, contact);
  assert.equal((await api.call('marcus', `/v1/contacts/${contact}`, { method: 'DELETE' })).status, 204);
  assert.equal((await api.call('marcus', `/v1/deals/${deal.body.id}`)).body.contact_id, null);
});

test('a relation to a record of another business is refused like one to none', async () => {
  const theirs = (await api.call('kenji', '/v1/contacts')).body.data[0].id as string;
  const none = `con_${'0'.repeat(24)}`;
  const answers = [];
  for (const contact_id of [theirs, none]) {
    const answer = await api.call('marcus', '/v1/deals', json('POST', { name: 'Roof', contact_id }));
    assert.equal(answer.status, 422);
    assert.deepEqual(answer.body.errors, [
      { pointer: '#/contact_id', detail: 'there is no contact with this id' },
    ]);
    answers.push(answer.body);
  }
  assert.deepEqual(answers[0], answers[1]);
  const deal = (await api.call('marcus', '/v1/deals')).body.data[0].id;
  const moved = await api.call('marcus', `/v1/deals/${deal}`, json('PATCH', { contact_id: theirs }));
  assert.equal(moved.status, 422);
});

test('a deal moves by its action alone, and closing leaves a time', async () => {
  const { body: deal } = await api.call('marcus', '/v1/deals', json('POST', { name: 'Barn', amount: 5 }));
  assert.equal(deal.stage, 'new');
  const patched = await api.call('marcus', `/v1/deals/${deal.id}`, json('PATCH', { stage: 'won' }));
  assert.equal(patched.status, 422);
  now = new Date('2026-06-04T08:30:00Z');
  const won = await api.call('marcus', `/v1/deals/${deal.id}/stage`, json('POST', { stage: 'won' }));
  assert.equal(won.status, 200);
  assert.deepEqual([won.body.stage, won.body.closed_at], ['won', '2026-06-04T08:30:00.000Z']);
  const reopened = await api.call(
    'marcus',
    `/v1/deals/${deal.id}/stage`,
    json('POST', { stage: 'proposal' }),
  );
  assert.deepEqual([reopened.body.stage, reopened.body.closed_at], ['proposal', null]);
  for (const body of [{}, { stage: 'gone' }, { stage: 'won', extra: 1 }]) {
    const answer = await api.call('marcus', `/v1/deals/${deal.id}/stage`, json('POST', body));
    assert.equal(answer.status, 422, JSON.stringify(body));
  }
  const bornWon = await api.call('marcus', '/v1/deals', json('POST', { name: 'Kiosk', stage: 'won' }));
  assert.equal(bornWon.body.closed_at, '2026-06-04T08:30:00.000Z');
});

test('tasks complete and notes are pinned, without a body as well', async () => {
  const { body: task } = await api.call('marcus', '/v1/tasks', json('POST', { title: 'Call' }));
  assert.deepEqual([task.completed, task.completed_at], [false, null]);
  const done = await api.call('marcus', `/v1/tasks/${task.id}/complete`, { method: 'POST' });
  assert.deepEqual([done.status, done.body.completed], [200, true]);
  assert.equal(done.body.completed_at, now.toISOString());
  const again = await api.call('marcus', `/v1/tasks/${task.id}/complete`, json('POST', { completed: false }));
  assert.deepEqual([again.body.completed, again.body.completed_at], [false, null]);
  const { body: note } = await api.call('marcus', '/v1/notes', json('POST', { body: 'Likes tea.' }));
  const pinned = await api.call('marcus', `/v1/notes/${note.id}/pin`, json('POST', {}));
  assert.equal(pinned.body.pinned, true);
  const loose = await api.call('marcus', `/v1/notes/${note.id}/pin`, json('POST', { pinned: false }));
  assert.equal(loose.body.pinned, false);
});

test('pages follow one another without a gap or a double, in every order', async () => {
  for (const [plural, sort, limit] of [
    ['contacts', '-created_at', 7],
    ['contacts', 'name', 7],
    ['contacts', '-name', 7],
    ['contacts', '-status', 3],
    ['contacts', 'company_id', 4],
    ['deals', 'closed_at', 1],
    ['deals', '-closed_at', 1],
    ['deals', 'expected_close_on', 1],
    ['deals', '-expected_close_on', 2],
    ['tasks', 'completed', 1],
  ] as const) {
    const all = (await api.call('marcus', `/v1/${plural}?limit=100&sort=${sort}`)).body;
    assert.equal(all.has_more, false);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const next: string = cursor ? `&cursor=${cursor}` : '';
      const { body } = await api.call('marcus', `/v1/${plural}?limit=${limit}&sort=${sort}${next}`);
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      cursor = body.next_cursor;
      assert.equal(body.has_more, cursor !== null);
    } while (cursor);
    assert.deepEqual(
      seen,
      all.data.map(({ id }: { id: string }) => id),
      `${plural} by ${sort}`,
    );
  }
});

test('a version: the newest when absent, the form of lists otherwise', async () => {
  assert.equal((await api.call('marcus', '/v1/me')).headers.get('version'), '2026-06-01');
  const older = await api.call('marcus', '/v1/notes?limit=1', { headers: { version: '2026-02-16' } });
  assert.deepEqual(Object.keys(older.body), ['items', 'next']);
  assert.equal(older.headers.get('version'), '2026-02-16');
  const newest = await api.call('marcus', '/v1/notes?limit=1');
  assert.deepEqual(Object.keys(newest.body), ['data', 'has_more', 'next_cursor']);
});

test('/v1/me says whom the token speaks for, and nothing more about them', async () => {
  const { body } = await api.call('aisha', '/v1/me');
  assert.deepEqual(Object.keys(body), [
    'business_id',
    'business_name',
    'user',
    'client',
    'token',
    'scopes',
    'permissions',
  ]);
  assert.equal(body.business_name, 'Brightwater Solar');
  assert.equal(body.user.role, 'agent');
});

test('a token without an acting user opens nothing', async () => {
  const { status, body } = await api.call('nobody', '/v1/contacts');
  assert.deepEqual([status, body.code], [403, 'no_acting_user']);
});
