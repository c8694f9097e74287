import { test } from 'node:test';
import { NOW } from '../fixtures.ts';
import { stepDownAtOnce } from '../step-down.ts';
import { openStore, postgresUrl, withoutPostgres } from './server.ts';

const skip = await withoutPostgres();

test('of two managers who step down at once on two nodes, one stays', { skip }, async (t) => {
  const { store, schema, remove } = await openStore({ now: () => NOW });
  t.after(remove);
  await stepDownAtOnce(t, store, (await postgresUrl()) ?? '', schema);
});
