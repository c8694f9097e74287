import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { managementTypes, TYPES } from '../../scripts/management-types.ts';

test('the dashboard has the types of the management API as it is', async () => {
  assert.ok((await readFile(TYPES, 'utf8')) === managementTypes(), 'Run npm run types.');
});
