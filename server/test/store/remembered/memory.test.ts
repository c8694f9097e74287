import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { sha256 } from '../../../src/lib/compare.ts';
import type { RememberedKind } from '../../../src/lib/measures.ts';
import { ClientId } from '../../../src/model/index.ts';
import { EVERYTHING } from '../../../src/rules/change/outdated.ts';
import { remembering } from '../../../src/store/remembered/remembering.ts';
import { openSqliteStore } from '../../../src/store/sqlite/index.ts';
import type { Store } from '../../../src/store/store.ts';
import { access, connected, DAY, expireAll, folder, HOUR, NOW, seed } from '../fixtures.ts';
import { openNewStore } from '../made-before.ts';

/** A store with a memory of three things of each kind, and how often it was asked for access tokens. */
async function open(t: { after(end: () => Promise<void>): void }, entries = 3, missesNothing = true) {
  const { path, remove } = folder();
  const clock = { time: NOW };
  const inner = await openNewStore(path('store.db'), { clock: { now: () => clock.time } });
  const others: Store[] = [];
  t.after(async () => {
    for (const each of [...others, inner]) await each.close();
    remove();
  });
  await inner.seedOnce(seed());
  let tell: Parameters<Store['onChange']>[0] = () => {};
  const reads: string[] = [];
  const counts = new Map<RememberedKind, { hits: number; misses: number }>();
  const watched: Store = {
    ...inner,
    missesNothing: () => inner.missesNothing() && missesNothing,
    accessToken(hash) {
      reads.push(hash);
      return inner.accessToken(hash);
    },
    onChange(listener) {
      tell = listener;
      return inner.onChange(listener);
    },
  };
  const { store, memory } = remembering(watched, {
    entries,
    clock: { now: () => clock.time },
    measures: {
      lookups(kind) {
        const lookups = { hits: 0, misses: 0 };
        counts.set(kind, lookups);
        return lookups;
      },
    },
  });
  const readsOf = async (hash: Parameters<Store['accessToken']>[0]) => {
    reads.length = 0;
    await store.accessToken(hash);
    return reads.length;
  };
  const elsewhere = async () => {
    const other = await openSqliteStore(path('store.db'), { clock: { now: () => clock.time } });
    others.push(other);
    return other;
  };
  return {
    ...{ store, inner, memory, clock, counts, elsewhere, readsOf },
    lost: () => tell({ rows: [], outdated: [EVERYTHING] }),
  };
}

for (const { title, seconds, missesNothing } of [
  {
    title: 'reads a token once, and again after 5 seconds where a notice can be lost',
    seconds: 5,
    missesNothing: false,
  },
  { title: 'reads a token once, and again after a minute where none can', seconds: 60, missesNothing: true },
]) {
  it(title, async (t) => {
    const { store, clock, counts, readsOf } = await open(t, 3, missesNothing);
    const { hash } = (await connected(store)).first.access;
    assert.deepEqual([await readsOf(hash), await readsOf(hash), await readsOf(hash)], [1, 0, 0]);
    assert.deepEqual(counts.get('access_token'), { hits: 2, misses: 1 });
    clock.time += seconds * 1_000 - 1;
    assert.equal(await readsOf(hash), 0);
    clock.time += 1;
    assert.equal(await readsOf(hash), 1);
  });
}

it('does not remember what is unknown, has ended or has expired', async (t) => {
  const { store, memory, clock, readsOf } = await open(t);
  const { first } = await connected(store);
  for (const hash of [sha256('nobody’s'), sha256('nobody’s')]) assert.equal(await readsOf(hash), 1);
  assert.equal(memory.size, 0);
  clock.time = NOW + HOUR - 1;
  assert.deepEqual([await readsOf(first.access.hash), await readsOf(first.access.hash)], [1, 0]);
  // It expires while it is remembered, and is removed without a row about it.
  clock.time = NOW + HOUR;
  assert.deepEqual([await readsOf(first.access.hash), await readsOf(first.access.hash)], [1, 1]);
  await expireAll(store, NOW + DAY);
  assert.equal(await store.accessToken(first.access.hash), null);
});

it('remembers no more than it may, and what was asked for last', async (t) => {
  const { store, memory, readsOf } = await open(t);
  const of = (await connected(store)).first.family;
  const tokens = Array.from({ length: 5 }, () => access(of));
  for (const token of tokens) {
    await store.issueAccessToken(token, []);
    await readsOf(token.hash);
  }
  assert.equal(memory.size, 3);
  const reads = [];
  for (const { hash } of tokens.toReversed()) reads.push(await readsOf(hash));
  assert.deepEqual(reads, [0, 0, 0, 1, 1]);
});

it('is no memory with room for nothing', async (t) => {
  const { store, readsOf } = await open(t, 0);
  const { hash } = (await connected(store)).first.access;
  assert.deepEqual([await readsOf(hash), await readsOf(hash)], [1, 1]);
});

it('is emptied when nobody can say what has changed', async (t) => {
  const { store, memory, lost, readsOf } = await open(t);
  const { hash } = (await connected(store)).first.access;
  await readsOf(hash);
  assert.equal(memory.size, 1);
  lost();
  assert.equal(memory.size, 0);
  assert.equal(await readsOf(hash), 1);
});

it('counts a change by another process with the next call', async (t) => {
  const { store, elsewhere } = await open(t);
  const { hash } = (await connected(store)).first.access;
  assert.notEqual(await store.accessToken(hash), null);
  const other = await elsewhere();
  await turn();
  assert.equal(await other.deleteClient('platform', []), 'deleted');
  await turn();
  assert.equal(await store.accessToken(hash), null);
});

it('gives a client only the secrets that have not expired by now', async (t) => {
  const { store, clock } = await open(t);
  const added = { clientId: ClientId('platform'), hash: sha256('new'), hint: 'n', sealed: null };
  await store.addClientSecret({ ...added, createdAt: NOW, expiresAt: null }, NOW + 1_000, []);
  const secrets = async () => (await store.client('platform', clock.time))?.secrets.length;
  assert.equal(await secrets(), 2);
  clock.time += 1_000;
  assert.equal(await secrets(), 1);
});
