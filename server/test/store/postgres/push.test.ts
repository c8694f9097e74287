import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { ChangeFeed } from '../../../src/gateway/sdk/change-feed.ts';
import { ClientId } from '../../../src/model/index.ts';
import { EVERYTHING } from '../../../src/rules/change/outdated.ts';
import type { Change } from '../../../src/store/changes/verbs.ts';
import { remembering } from '../../../src/store/remembered/remembering.ts';
import type { Store } from '../../../src/store/store.ts';
import { connected, event, NOW, seed } from '../fixtures.ts';
import { startProxy, type Way } from './proxy.ts';
import { arrived, connect, isFault, place, postgresUrl, withoutPostgres } from './server.ts';

const time = { now: () => NOW, steady: () => performance.now() };

/** A node: its store, which follows the others, and what it hears. */
interface Node {
  store: Store;
  heard: Change[];
  ages: number[];
  /** Resolves when something is heard for which `is` holds, from now on or before. */
  hears(is: (change: Change) => boolean): Promise<void>;
}

const isEverything = ({ outdated }: Change) => outdated.includes(EVERYTHING);
const isAbout = (tag: string) => (change: Change) => change.outdated.includes(tag);

/** Opens as many nodes as there are ways to the server. They hear each other when it returns. */
async function nodes(t: TestContext, ...ways: { url: string }[]): Promise<{ all: Node[]; name: string }> {
  const { schema, open, remove } = await place();
  t.after(remove);
  const all: Node[] = [];
  for (const { url } of ways) {
    const named = new URL(url);
    named.searchParams.set('application_name', schema);
    const ages: number[] = [];
    const measures = { committed() {}, pushed: (seconds: number) => void ages.push(seconds), pushLost() {} };
    const store = await open({ url: named.href, clock: time, measures });
    all.push(nodeOf(store, ages));
  }
  return { all, name: schema };
}

function nodeOf(store: Store, ages: number[]): Node {
  const heard: Change[] = [];
  const waiting = new Set<() => void>();
  store.onChange((change) => {
    heard.push(change);
    for (const look of waiting) look();
  });
  return {
    ...{ store, heard, ages },
    hears: (is) =>
      new Promise((resolve) => {
        const look = () => {
          if (!heard.some(is)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}

describe('push by PostgreSQL', { skip: await withoutPostgres() }, () => {
  const here = async () => ({ url: (await postgresUrl()) ?? '' });
  const proxied = async (t: TestContext): Promise<Way> => {
    const way = await startProxy((await postgresUrl()) ?? '');
    t.after(() => way.close());
    return way;
  };

  it('tells other nodes what a commit makes outdated, not of calls and tokens', async (t) => {
    const { all } = await nodes(t, await here(), await here());
    const [one, other] = all as [Node, Node];
    other.heard.length = 0;
    await one.store.seedOnce(seed());
    const {
      first,
      begun: { connectedAccountId, grantId },
    } = await connected(one.store);
    await one.store.record([event('api.called')]);
    await one.store.touchClient('platform', NOW);
    await one.store.revokeFamily(first.family.id, NOW, [
      event('token.revoked', { clientId: ClientId('platform') }),
    ]);
    await one.store.record([event('client.changed', { clientId: ClientId('the last') })]);
    await other.hears(isAbout('client:the last'));
    assert.deepEqual(
      other.heard.map(({ rows, outdated }) => [rows.length, outdated]),
      [
        [0, [EVERYTHING]],
        [0, [`account:${connectedAccountId}`, `grant:${grantId}`]],
        [0, ['client:platform']],
        [0, ['client:the last']],
      ],
    );
    assert.equal(other.ages.length, 4);
    assert.ok(other.ages.every((age) => age >= 0 && age < 60));
    // Its own changes it heard once, with their rows.
    assert.ok(one.heard.every(({ rows, outdated }) => rows.length > 0 || outdated.length === 1));
    assert.deepEqual(one.ages, []);
  });

  it('tells of everything where a message has no room', async (t) => {
    const { all } = await nodes(t, await here(), await here());
    const [one, other] = all as [Node, Node];
    other.heard.length = 0;
    const many = Array.from({ length: 1_000 }, (_, at) => ClientId(`client_${at}`));
    await one.store.record(many.map((clientId) => event('client.changed', { clientId })));
    await other.hears(isEverything);
  });

  it('tells nothing of a transaction that came to nothing', async (t) => {
    const { all } = await nodes(t, await here(), await here());
    const [one, other] = all as [Node, Node];
    other.heard.length = 0;
    // JSON has no such number, so the row cannot be written; the row before it could.
    const failing = [
      event('client.changed', { clientId: ClientId('undone') }),
      event('client.changed', { detail: { by: 1n } as never }),
    ];
    await assert.rejects(one.store.record(failing));
    await one.store.record([event('client.changed', { clientId: ClientId('done') })]);
    await other.hears(isAbout('client:done'));
    assert.deepEqual(other.heard, [{ rows: [], outdated: ['client:done'] }]);
  });

  it('is delivered if the node dies before it hears of its commit', async (t) => {
    const way = await proxied(t);
    const { all } = await nodes(t, way, await here());
    const [one, other] = all as [Node, Node];
    other.heard.length = 0;
    way.onSent = (sent) => {
      if (!sent.includes('; COMMIT')) return 'pass';
      way.open = false;
      return 'deaf';
    };
    const dying = one.store.record([event('client.changed', { clientId: ClientId('died') })]);
    await other.hears(isAbout('client:died'));
    way.open = true;
    way.onSent = () => 'pass';
    // It asks for five seconds what became of its commit, and the message may have taken longer.
    await dying.catch(isFault('unsure'));
  });

  it('empties the memory when its connection is ended, and again when it hears everything', async (t) => {
    const { all, name } = await nodes(t, await here(), await here());
    const [one, other] = all as [Node, Node];
    await one.store.seedOnce(seed());
    const { store, memory } = remembering(other.store, { entries: 10, clock: time });
    const { first } = await connected(one.store);
    await arrived(one.store, other.store);
    await store.accessToken(first.access.hash);
    assert.equal(memory.size, 1);
    assert.equal(other.store.push(), 'up');
    other.heard.length = 0;
    const janitor = await connect(1);
    const ended = janitor.with((connection) =>
      connection.command(
        `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = '${name}'`,
      ),
    );
    await other.hears(isEverything);
    assert.equal(memory.size, 0);
    assert.equal(other.store.push(), 'lost');
    await ended;
    await janitor.close();
    other.heard.length = 0;
    await other.hears(isEverything);
    assert.equal(other.store.push(), 'up');
    await one.store.record([event('client.changed', { clientId: ClientId('again') })]);
    await other.hears(isAbout('client:again'));
  });

  it('wakes the feed for SDKs, which then does not wait until it looks', async (t) => {
    // The feed never looks by the clock.
    t.mock.timers.enable({ apis: ['setInterval'] });
    const { all } = await nodes(t, await here(), await here());
    const [one, other] = all as [Node, Node];
    const feed = await ChangeFeed.open(other.store, { error: (about: object) => assert.fail(String(about)) });
    const events = feed.follow(undefined);
    assert.equal((await events.next()).value?.kind, 'hello');
    await one.store.record([event('client.changed', { clientId: ClientId('revoked') })]);
    for await (const heard of events) {
      if (heard.kind !== 'changed') continue;
      assert.deepEqual(heard.tags, ['client:revoked']);
      break;
    }
    feed.close();
  });

  it('is not needed for what was read in the log: answers are as new as that', async (t) => {
    const { open, remove } = await place();
    t.after(remove);
    const one = await open({ clock: time });
    const deaf = await open({ clock: time, follow: false });
    const { store } = remembering(deaf, { entries: 10, clock: time });
    await one.seedOnce(seed());
    const { first } = await connected(one);
    assert.notEqual(await store.accessToken(first.access.hash), null);
    await one.deleteClient('platform', [event('client.deleted')]);
    assert.notEqual(await store.accessToken(first.access.hash), null);
    await store.changesAfter(0, 100);
    assert.equal(await store.accessToken(first.access.hash), null);
  });

  it('finds out that nothing comes back on its connection', async (t) => {
    const way = await proxied(t);
    const { all } = await nodes(t, way);
    const [one] = all as [Node];
    one.heard.length = 0;
    way.silent = true;
    await one.hears(isEverything);
    assert.equal(one.store.push(), 'lost');
    one.heard.length = 0;
    way.silent = false;
    await one.hears(isEverything);
    assert.equal(one.store.push(), 'up');
  });
});
