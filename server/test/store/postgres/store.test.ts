import { describe } from 'node:test';
import { storeSuite } from '../store-suite.ts';
import { openStore, withoutPostgres } from './server.ts';

describe('the store', { skip: await withoutPostgres() }, () => storeSuite('PostgreSQL', openStore));
