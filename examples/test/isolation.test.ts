import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'node:test';
import { openNewStore } from '../../server/test/store/made-before.ts';
import { isolationCases } from './isolation/cases.ts';

describe('isolation on SQLite', () =>
  isolationCases(async (clock) => {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-isolation-'));
    const store = await openNewStore(join(folder, 'api.sqlite'), { clock });
    return { store, remove: () => store.close().finally(() => rmSync(folder, { recursive: true })) };
  }));
