import { after, describe } from 'node:test';
import { storeSuite } from '../store-suite.ts';
import { openings, withoutPostgres } from './server.ts';

describe('the store', { skip: await withoutPostgres() }, () => {
  const { open, close } = openings();
  after(close);
  storeSuite('PostgreSQL', open);
});
