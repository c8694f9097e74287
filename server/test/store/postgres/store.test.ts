import { after, describe } from 'node:test';
import { storeSuite } from '../store-suite.ts';
import { POOLED, startPgbouncer } from './pgbouncer.ts';
import { openings, postgresUrl, withoutPostgres } from './server.ts';

const leave: (() => Promise<void>)[] = [];
const pooled = POOLED
  ? await startPgbouncer({ after: (each) => leave.push(each) }, (await postgresUrl()) ?? '')
  : undefined;

describe('the store', { skip: await withoutPostgres() }, () => {
  const { open, close } = openings({ pooled });
  after(async () => {
    await close();
    for (const each of leave) await each();
  });
  storeSuite(pooled ? 'PostgreSQL by way of PgBouncer' : 'PostgreSQL', open);
});
