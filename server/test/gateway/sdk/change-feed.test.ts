import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { pino } from 'pino';
import { ChangeFeed, type Heard } from '../../../src/gateway/sdk/change-feed.ts';
import { type AuditEvent, TenantId } from '../../../src/model/index.ts';
import { NOW, openWorld, type World } from '../../guard/world.ts';

let world: World;
let feed: ChangeFeed;
let alive: NodeJS.Timeout;
beforeEach(async () => {
  // Nothing of a feed keeps a process alive.
  alive = setInterval(() => {}, 60_000);
  world = await openWorld();
  feed = await ChangeFeed.open(world.api.store, pino({ level: 'silent' }));
});
afterEach(async () => {
  clearInterval(alive);
  feed.close();
  await world.close();
});

function changed(tenantId: TenantId): AuditEvent {
  return {
    kind: 'role.changed',
    at: NOW,
    tenantId,
    userId: null,
    clientId: null,
    connectedAccountId: null,
    grantId: null,
    mode: null,
    outcome: 'allowed',
    code: null,
    ip: null,
    requestId: null,
    detail: {},
  };
}

/** The next thing that is no sign of life. */
async function next(following: AsyncGenerator<Heard>): Promise<Heard | undefined> {
  for (;;) {
    const { value } = await following.next();
    if (value?.kind !== 'beat') return value ?? undefined;
  }
}

test('tells what was committed, in order, and goes on where somebody left off', async () => {
  const first = feed.follow(undefined);
  const hello = await next(first);
  assert.equal(hello?.kind === 'hello' && hello.resumed, false);
  await world.api.store.record([changed(TenantId('org_a'))]);
  const heard = await next(first);
  assert.deepEqual(heard?.kind === 'changed' && heard.tags, ['tenant:org_a']);
  await first.return(undefined);
  await world.api.store.record([changed(TenantId('org_b'))]);
  await world.api.store.record([{ ...changed(TenantId('org_a')), kind: 'api.called' }]);

  const again = feed.follow(heard?.id);
  const resumed = await next(again);
  assert.equal(resumed?.kind === 'hello' && resumed.resumed, true);
  const missed = await next(again);
  assert.deepEqual(missed?.kind === 'changed' && missed.tags, ['tenant:org_b']);
  await again.return(undefined);
});

test('the first beat comes only when everything that was missed is told', async () => {
  const first = feed.follow(undefined);
  const { value: hello } = await first.next();
  await first.return(undefined);
  await world.api.store.record([changed(TenantId('org_a'))]);
  const again = feed.follow(hello?.id);
  const kinds: (string | undefined)[] = [];
  for (let round = 0; round < 3; round++) kinds.push((await again.next()).value?.kind);
  assert.deepEqual(kinds, ['hello', 'changed', 'beat']);
  await again.return(undefined);
});

test('reports missed changes if there were too many, and to a follower from another start', async () => {
  const following = feed.follow(undefined);
  const hello = await next(following);
  await world.api.store.record(Array.from({ length: 1_000 }, () => changed(TenantId('org_a'))));
  assert.equal((await next(following))?.kind, 'missed');
  await following.return(undefined);
  for (const id of [hello?.id, 'nonsense', '', `${hello?.id}0`]) {
    const late = feed.follow(id);
    const heard = await next(late);
    assert.equal(heard?.kind === 'hello' && heard.resumed, false, id);
    await late.return(undefined);
  }
  const other = await ChangeFeed.open(world.api.store, pino({ level: 'silent' }));
  const elsewhere = other.follow(hello?.id);
  const heard = await next(elsewhere);
  assert.equal(heard?.kind === 'hello' && heard.resumed, false);
  other.close();
});

test('ends for its followers when it is closed', async () => {
  const following = feed.follow(undefined);
  await next(following);
  const ending = next(following);
  feed.close();
  assert.equal(await ending, undefined);
});
