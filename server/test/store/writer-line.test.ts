import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AskedWindows } from '../../src/limits/asked-windows.ts';
import { remembering } from '../../src/store/remembered/remembering.ts';
import { openSqliteReader } from '../../src/store/sqlite/reader.ts';
import { StoreFault } from '../../src/store/store-fault.ts';
import { writerAt } from '../../src/store/writer/asking.ts';
import type { Line } from '../../src/store/writer/messages.ts';
import { event, folder, NOW, seed } from './fixtures.ts';
import { line, openBoth } from './through-worker.ts';

const clock = { now: () => NOW };

/** A line of which the test is the other end. */
function scripted() {
  const sent: { asks: unknown[][] }[] = [];
  let [hear, end]: [(message: unknown) => void, () => void] = [() => {}, () => {}];
  const ends: Line = {
    send: (message) => void sent.push(structuredClone(message) as unknown as { asks: unknown[][] }),
    hear(listener) {
      hear = listener;
    },
    ended(listener) {
      end = listener;
    },
  };
  return { ends, sent, hear: (message: unknown) => hear(message), end: () => end() };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const faultOf = (kind: string) => (error: unknown) => error instanceof StoreFault && error.kind === kind;

test('all that is asked in a turn is one message, and one that cannot be copied fails alone', async () => {
  const { ends, sent, hear } = scripted();
  const { ask } = writerAt(ends).of('shop');
  const [first, second] = [ask('store', 'record', [[1]]), ask('limits', 'take', [[]])];
  await turn();
  assert.deepEqual(sent, [
    {
      asks: [
        [1, 'shop', 'store', 'record', [[1]]],
        [2, 'shop', 'limits', 'take', [[]]],
      ],
    },
  ]);
  hear({
    outdated: [],
    answers: [
      [2, 'value', 'two'],
      [1, 'fault', 'full', 'no room'],
    ],
  });
  assert.equal(await second, 'two');
  await assert.rejects(first, (error) => faultOf('full')(error) && String(error) === 'StoreFault: no room');

  const [wrong, right] = [ask('store', 'record', [() => {}]), ask('store', 'record', [])];
  await assert.rejects(wrong, /could not be cloned/);
  await turn();
  hear({ outdated: [], answers: [[4, 'failed', 'it broke']] });
  await assert.rejects(right, /^Error: it broke$/);
});

test('what is outdated is heard before the answer that came with it', async () => {
  const { ends, hear } = scripted();
  const writer = writerAt(ends).of('shop');
  const heard: unknown[] = [];
  writer.onOutdated((tags) => heard.push(tags));
  const asked = writer.ask('store', 'revokeGrant', []).then(() => heard.push('answered'));
  await turn();
  hear({
    outdated: [
      ['shop', ['grant:1']],
      ['other', ['grant:2']],
    ],
    answers: [[1, 'value', null]],
  });
  await asked;
  assert.deepEqual(heard, [['grant:1'], 'answered']);
});

test('a process that writes and is gone, or stands still, leaves nobody waiting', async () => {
  const dead = scripted();
  const { of, gone } = writerAt(dead.ends);
  const { ask, isThere } = of('shop');
  const sent = ask('store', 'record', []);
  await turn();
  const unsent = ask('store', 'record', []);
  dead.end();
  // It may have been done, or it was not: these differ for whoever asked.
  await assert.rejects(sent, faultOf('unsure'));
  await assert.rejects(unsent, faultOf('unreachable'));
  await assert.rejects(ask('store', 'record', []), faultOf('unreachable'));
  await gone;
  assert.equal(isThere(), false);
  await assert.rejects(
    new AskedWindows(of('shop'), 'throttles').take([{ key: 'a', calls: 1, per: 60 }]),
    faultOf('unreachable'),
  );

  const { ends } = scripted();
  await assert.rejects(writerAt(ends, 1).of('shop').ask('store', 'record', []), faultOf('unsure'));
});

test('a change counts at every worker from its answer on, whether or not the line told of it', async (t) => {
  const { path, remove } = folder();
  const { worker, writer, close } = await openBoth(path('store.db'), clock);
  await writer.seedOnce(seed());
  // A second worker, whose line brings nothing.
  const silent = await openSqliteReader(path('store.db'), writerAt(line().worker).of('shop'), { clock });
  t.after(async () => {
    await silent.close();
    await close();
    remove();
  });
  const stores = [worker, silent].map((store) => remembering(store, { entries: 10, clock }).store);
  const names = () =>
    Promise.all(stores.map(async (store) => (await store.client('platform', NOW))?.client.name));
  const before = await writer.client('platform', NOW);
  assert.ok(before);
  assert.deepEqual(await names(), [before.client.name, before.client.name]);
  await turn();
  await worker.updateClient({ ...before.client, name: 'New' }, [
    event('client.changed', { clientId: before.client.id }),
  ]);
  await turn();
  assert.deepEqual(await names(), ['New', 'New']);
});
