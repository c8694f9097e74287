import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { newId } from '../../../src/lib/ids.ts';
import { PgListener } from '../../../src/store/postgres/listener.ts';
import { SharedTime } from '../../../src/store/push/shared-time.ts';
import { connect, postgresUrl, withoutPostgres } from './server.ts';

async function server(t: TestContext) {
  const other = await connect(1);
  t.after(() => other.close());
  const url = (await postgresUrl()) ?? '';
  const notify = (channel: string, text = '') =>
    other.with((connection) => connection.command(`SELECT pg_notify('${channel}', '${text}')`));
  return { url, time: new SharedTime(), notify };
}

describe('a listener on PostgreSQL', { skip: await withoutPostgres() }, () => {
  it('hears a channel that was followed while it connected', async (t) => {
    const { notify, ...means } = await server(t);
    const channels = ['a', 'b'].map((name) => newId(name).toLowerCase());
    const [first = '', second = ''] = channels;
    const heard = Promise.withResolvers<readonly string[]>();
    const up = Promise.withResolvers<null>();
    const listener = new PgListener({
      ...means,
      // It listens to the first by now, and does not know yet that it hears anything.
      notify(own) {
        listener.follow(second, { heard: ({ tags }) => heard.resolve(tags), missed: () => {} });
        return notify(own);
      },
    });
    t.after(() => listener.close());
    listener.follow(first, { heard: () => {}, missed: (why) => why === null && up.resolve(why) });
    await up.promise;
    await notify(second, JSON.stringify({ by: 'x', at: 1, tags: ['client:a'] }));
    assert.deepEqual(await heard.promise, ['client:a']);
  });

  it('finds out that other sessions are with another server by now', async (t) => {
    const { notify, ...means } = await server(t);
    let elsewhere = false;
    const listener = new PgListener({
      ...means,
      ...{ lookEvery: 20, notify: async (own) => void (elsewhere || (await notify(own))) },
    });
    t.after(() => listener.close());
    const said: (string | null)[] = [];
    const lost = Promise.withResolvers<string>();
    listener.follow(newId('a').toLowerCase(), {
      heard: () => {},
      missed(why) {
        said.push(why);
        elsewhere = true;
        if (why !== null) lost.resolve(why);
      },
    });
    assert.match(await lost.promise, /see whether it leads to the same server as LATCHKEY_DATABASE_URL/);
    assert.equal(said[0], null);
    assert.equal(listener.up, false);
  });
});
