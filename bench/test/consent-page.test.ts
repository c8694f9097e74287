import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureConsent } from '../src/consent-page.ts';

test('a consent page with five thousand projects is smaller than a megabyte', async () => {
  const { page, form, bytes } = await measureConsent({ projects: 5_000, rounds: 1 });
  assert.ok(bytes < 1_000_000, `${bytes} bytes`);
  assert.ok(page > 0 && form > 0);
});
