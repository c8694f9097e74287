import { describe } from 'node:test';
import { remembering } from '../../server/src/store/remembered/remembering.ts';
import { openStore, withoutPostgres } from '../../server/test/store/postgres/server.ts';
import { isolationCases } from './isolation/cases.ts';

/** With the memory of a node, as the server has it. */
describe('isolation on PostgreSQL', { skip: await withoutPostgres() }, () =>
  isolationCases(async (clock) => {
    const { store, remove } = await openStore(clock);
    return { store: remembering(store, { entries: 10_000, clock }).store, remove };
  }),
);
