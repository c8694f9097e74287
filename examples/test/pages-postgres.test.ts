import { after, before, describe } from 'node:test';
import { POOLED, startPgbouncer } from '../../server/test/store/postgres/pgbouncer.ts';
import { newDatabase, withoutPostgres } from '../../server/test/store/postgres/server.ts';
import { shareDemo } from './demo/start-demo.ts';

const skip = await withoutPostgres();

/** The commands of all four pages, on one demo that keeps its APIs in PostgreSQL. */
describe('the commands of the four pages, on PostgreSQL', { skip }, () => {
  const leaving: (() => unknown)[] = [];
  before(async () => {
    const t = { after: (leave: () => unknown) => void leaving.unshift(leave) };
    const url = await newDatabase(t);
    if (POOLED) process.env.LATCHKEY_DATABASE_DIRECT_URL = url;
    process.env.LATCHKEY_DATABASE_URL = POOLED ? await startPgbouncer(t, url) : url;
    leaving.unshift(await shareDemo({ hosts: 'public' }));
  });
  after(async () => {
    for (const leave of leaving) await leave();
  });
  for (const page of ['proconvey', 'procurios', 'prospectconnect', 'convert']) {
    describe(page, () => import(`./pages-${page}.test.ts`));
  }
});
